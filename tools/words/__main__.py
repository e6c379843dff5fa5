"""`python -m tools.words update`: new words into the .po files; `compile`: those into what the program reads."""

import sys

from tools.words import files
from tools.words.source import template


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        for name in files.TRANSLATED:
            catalogue = files.updated(name, template())
            files.save(name, catalogue)
            waiting = files.untranslated(catalogue)
            print(f"{name}: {len(catalogue)} messages, {len(waiting)} not translated yet", *waiting, sep="\n    ")
    elif arguments != ["compile"]:
        print("usage: python -m tools.words update|compile")
        return 2
    files.compile_all(template())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
