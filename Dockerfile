# The app in a container: `docker build -t latent-lab . && docker run -p 8501:8501 -v latent-lab-runs:/runs latent-lab`.
FROM python:3.11-slim

# Without root's rights; the folder of runs is a volume that belongs to this user.
RUN useradd --create-home --uid 1000 lab && mkdir /runs && chown lab /runs
WORKDIR /app

# PyTorch's build for CPUs: the one on PyPI brings 3 GB for GPUs.
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.13.0 torchvision==0.28.0
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

COPY app.py README.md LICENSE ./
COPY .streamlit .streamlit
COPY assets assets
COPY docs docs
COPY pages pages
COPY dashboard dashboard
COPY vae_core vae_core

# A container is reached by the names that its host gives it. Narrow LATENT_LAB_HOSTS where the name is known.
ENV LATENT_LAB_RUNS=/runs LATENT_LAB_HOSTS=* STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_BROWSER_SERVER_ADDRESS=localhost PYTHONUNBUFFERED=1
USER lab
VOLUME /runs
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.port=8501"]
