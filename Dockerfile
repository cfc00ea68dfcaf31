# Longhaul with everything that a run needs: libraries, natives and corpus are in the image, so that runs need no network.
#
#   docker build -t longhaul .
#   docker run --rm -v "$PWD:/work" longhaul run /opt/longhaul/scenarios/library/quick.yaml --out /work/runs/quick
FROM eclipse-temurin:17-jdk

RUN apt-get update \
    && apt-get install -y --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/longhaul
COPY . .

# Builds, unpacks the natives and says whether anything is missing.
RUN ./longhaul doctor

WORKDIR /work
ENTRYPOINT ["/opt/longhaul/longhaul"]
CMD ["help"]
