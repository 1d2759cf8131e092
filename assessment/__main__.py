"""Run the commands: `python -m assessment`."""

from assessment.cli import main

if __name__ == "__main__":
    main()
