# Mọi lệnh của người phát triển và người dùng thử. Gõ `make` để xem.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
SETUP := @command -v $(PYTHON) >/dev/null || { echo "✗ Không thấy Python 3.11; hãy cài rồi chạy lại."; exit 1; }; \
	$(PYTHON) scripts/setup.py
BIN := .venv/bin
export HOST PORT

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check fix lock bench ci

help:  ## Xem các lệnh
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup:  ## Cài những gì cần để chạy
	$(SETUP)

run: setup  ## Chạy bản trình diễn tại localhost:8000 (đổi bằng HOST=, PORT=)
	@$(BIN)/python scripts/run.py

demo: setup  ## Xóa dữ liệu trình diễn, nạp lại từ đầu rồi chạy
	@$(BIN)/python scripts/run.py --again

.PHONY: setup-tests
setup-tests:
	$(SETUP) --tests

test: setup-tests  ## Chạy mọi kiểm thử, trên SQLite rồi trên PostgreSQL
	@$(BIN)/python scripts/test.py

check: setup-tests  ## Kiểm tra mã nguồn, kiểu, lối gọi giữa các phòng, cấu hình
	@$(BIN)/python scripts/check.py

fix: setup-tests  ## Tự sửa cách trình bày mã nguồn
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: setup-tests  ## Cập nhật các khóa phiên bản
	@$(BIN)/python scripts/lock.py

bench: setup-tests  ## So tốc độ và in tỷ lệ
	@$(BIN)/python -m tests.bench

ci:  ## Như máy kiểm tra: check rồi test
	@.ci/run
