"""Add new accents to slugs.txt, the list of all slugs ever given; run from the repository root."""

from pathlib import Path

from accents.taxonomy import LANGUAGES, load_taxonomy


def main() -> None:
    file = Path(__file__).with_name("slugs.txt")
    kept = set(file.read_text("utf-8").split()) if file.exists() else set()
    now = {slug for language in LANGUAGES for slug in load_taxonomy(language).accents}
    file.write_text("\n".join(sorted(kept | now)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
