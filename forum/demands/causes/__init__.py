"""The map of causes: grievance ← mechanism → demand."""
