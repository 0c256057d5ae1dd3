"""`python -m orderhub.apps COMMAND`: the program `orderhub` where it is not on the path."""

from orderhub.apps.cli import main

main()
