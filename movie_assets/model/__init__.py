"""The ground floor: records, ids, outcomes, errors and the contract. Nothing here does anything."""
