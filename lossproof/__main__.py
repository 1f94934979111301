"""`python -m lossproof` is the command `lossproof`."""

from lossproof.paper_checks.commands.main import main

if __name__ == "__main__":
    main(prog_name="lossproof")
