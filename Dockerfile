FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# The names of static files follow from their content, so they are made with the image. These keys sign and seal nothing.
RUN PRODUCTION=true SECRET_KEY=only-for-collectstatic ENCRYPTION_KEYS=b25seS1mb3ItY29sbGVjdHN0YXRpYy1ub3RoaW5nLS0= DATABASE_URL=sqlite:////tmp/db EMAIL_URL=smtp://localhost VAR_DIR=/tmp/var python manage.py collectstatic --noinput
RUN rm -rf /tmp/var \
    && useradd --create-home --uid 10001 onedo \
    && install --directory --owner onedo --group onedo /var/lib/onedo

USER onedo
ENV VAR_DIR=/var/lib/onedo
VOLUME /var/lib/onedo
EXPOSE 8000
CMD ["gunicorn", "onedo_itsm.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", \
     "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--limit-request-line", "8190", "--access-logfile", "-", "--logger-class", "infra.access_log.AccessLog"]
