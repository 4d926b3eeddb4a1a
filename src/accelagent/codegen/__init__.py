"""(4) CodeGen and (5) the candidate tree: from regions and objectives to proven candidates."""
