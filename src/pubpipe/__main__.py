"""`python -m pubpipe` is `pubpipe`."""

from pubpipe.cli import main

main()
