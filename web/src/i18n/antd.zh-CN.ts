/** Ant Design's own words and the calendar's, in Chinese. */
import "dayjs/locale/zh-cn";
import zhCN from "antd/es/locale/zh_CN";
import dayjs from "dayjs";

dayjs.locale("zh-cn");

export default zhCN;
