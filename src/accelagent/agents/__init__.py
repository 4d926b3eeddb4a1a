"""Language models at the run's seams: they propose, review and explain; gates and rules decide."""
