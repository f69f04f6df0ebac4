.PHONY: ruler

ruler: $(VENV)/.dev
	@$(BIN)/python -m bench.ruler
