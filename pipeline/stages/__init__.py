"""The product, a room a stage: each loads from `io`, takes pure steps and saves.

collecting  -> rows of an inbox checked, measured and kept
tag         -> accents and regions from what speakers say of themselves
transcribe  -> what still has no hypothesis is recognised
reviewing   -> what people do: turns opened, cases decided, appeals, gold items, pay
comparing   -> references from people's work, and the errors counted against them
evidence    -> what stands behind a comparison, for the report and the audit alike
reporting   -> the report of a workspace
auditing    -> the report of a bare table
quality     -> how far listeners agree, and what is heard again for it
rights      -> what speakers may ask for
permissions -> what may be used of whom; every other room asks it

Only this room sequences steps. It prints nothing and knows neither Prefect nor a terminal; `now` is
an argument.
"""
