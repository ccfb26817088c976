"""The rules of each language, as the policies `english-1`, `french-1` and so on apply them.

A file a language, with what belongs to it alone beside it (numbers, contractions, spelling);
`continental` holds what French, German and Spanish share. Each promises one `Language`, named after
it in capitals, that `pipeline.text.policies` loads when the policy is first asked for. The room may
import the other files of `pipeline.text`, and nothing of another room but errors.
"""
