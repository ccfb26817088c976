"""One Prefect flow a stage, with the same name and arguments, and `nightly` for all in order."""
