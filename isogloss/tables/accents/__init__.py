"""`isogloss accents`: the taxonomy at work: listed, matched against texts, resolved by a lead."""
