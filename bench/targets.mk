.PHONY: ruler similar senses

ruler: $(VENV)/.dev
	@$(BIN)/python -m bench.ruler

similar: $(VENV)/.dev
	@$(BIN)/python -m bench.similar

# What words are about, learnt again from the lists: after synonymes.txt or champs.txt was changed.
senses: $(VENV)/.dev
	@$(BIN)/python -m bench.senses
