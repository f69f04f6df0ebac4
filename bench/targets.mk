.PHONY: ruler similar

ruler: $(VENV)/.dev
	@$(BIN)/python -m bench.ruler

similar: $(VENV)/.dev
	@$(BIN)/python -m bench.similar
