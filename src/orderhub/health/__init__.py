"""Connection health (连接健康): the record of every call, and what it says about shops."""
