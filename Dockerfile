# The companion in a container: nobody's root, nothing written but /data (database) and /keys (operator's key).
# tests/setup/test_dockerfile.py carries these lines out in an empty folder.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    SECRET_KEY_FILE=/keys/operator.key

WORKDIR /app

# The locked dependencies first: this layer stays until the lock changes.
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY dialogues ./dialogues
RUN python -m pip install --no-cache-dir --no-deps --no-build-isolation .

RUN useradd --system --uid 10001 --no-create-home companion
RUN install -d -o companion -m 700 /data /keys
USER companion

VOLUME ["/data", "/keys"]

HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["securebase", "health"]

ENTRYPOINT ["securebase"]
CMD ["run"]
