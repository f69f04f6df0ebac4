# Two stages: the first installs what the lock file names, the second holds only what runs. No compiler in either.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/forum
COPY requirements/run.txt requirements/run.txt
RUN /opt/forum/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: -r requirements/run.txt
COPY . .
RUN /opt/forum/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/forum/bin/python -m compileall -q /opt/forum/lib \
    && /opt/forum/bin/pip uninstall --yes --quiet pip

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 forum \
    && useradd --no-log-init --uid 10001 --gid forum --home-dir /var/lib/forum --shell /usr/sbin/nologin forum \
    && install --directory --mode=0700 --owner=forum --group=forum /var/lib/forum
COPY --from=build /opt/forum /opt/forum
ENV PATH=/opt/forum/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FORUM_HOST=0.0.0.0 \
    FORUM_PORT=8000 \
    FORUM_DATA_DIR=/var/lib/forum
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /var/lib/forum
VOLUME /var/lib/forum
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['FORUM_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["forum"]
CMD ["serve"]
