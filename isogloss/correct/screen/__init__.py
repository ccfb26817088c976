"""The corrector full-screen. Imported only when a worker sits down at it: Textual is not light."""
