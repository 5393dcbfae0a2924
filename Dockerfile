# The application: web server, worker, beat and migrations, by the command that is given.
# There is no secret in it: each comes in as a file (NAME_FILE, see docs/operations.md).
FROM python:3.13-slim-trixie AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements-server.txt .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-server.txt
COPY locale locale
RUN if ls locale/*/LC_MESSAGES/*.po >/dev/null 2>&1; then \
        /venv/bin/pybabel compile -D django -d locale; \
    fi
COPY lvv lvv
COPY static static
RUN LVV_STATIC=/static /venv/bin/python -m lvv.static_files

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="LVV" org.opencontainers.image.licenses="EUPL-1.2"
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    LVV_EMBEDDED=0 LVV_HOME=/home/lvv/data LVV_STATIC=/static
RUN groupadd --gid 10001 lvv && useradd --create-home --uid 10001 --gid lvv lvv \
    && install -d -m 700 -o lvv -g lvv /home/lvv/data /home/lvv/anchors
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY manage.py gunicorn.conf.py ./
COPY lvv lvv
COPY apps apps
COPY templates templates
COPY --from=build /app/static static
COPY --from=build /app/locale locale
# By number, so that a platform that refuses root can see that it is not.
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "lvv.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
