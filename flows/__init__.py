"""One Prefect flow a stage, with the same name and arguments, and `nightly` for all in order.

The only part that knows Prefect: retries, schedules, progress, artifacts. Every rule of the product
lives in `pipeline.stages`, which this room calls with ids and a workspace's folder.
"""
