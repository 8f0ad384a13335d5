"""`python -m vnpolice_ie` is the command line."""

from vnpolice_ie.cli import main

if __name__ == "__main__":
    main()
