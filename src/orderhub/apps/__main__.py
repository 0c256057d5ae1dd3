"""`python -m orderhub.apps COMMAND`: how the supervisor starts its children."""

import os
import sys

from orderhub.apps.cli import main

if sys.argv[1:] == ["demo"]:
    from orderhub.apps.demo.show import main as demo

    demo(os.environ["ORDERHUB_DEMO_ADDRESS"])
else:
    main()
