"""What an accent is: taxonomies as data, matching of what speakers say, regions, groups."""
