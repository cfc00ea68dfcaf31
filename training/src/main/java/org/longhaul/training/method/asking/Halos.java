package org.longhaul.training.method.asking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.server.DelayedNesterov;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Asynchronous local SGD on two levels (HALoS): a server in each region applies what its workers send, and a global server applies
 * what the regions have come to. Nobody waits, neither a worker for its region nor a region for the others.
 *
 * <pre>
 *   on arrival of g = l_sent - x of worker w at the server of its region:
 *     l = DelayedNesterov(l, g)                              eta_l, mu_l, N_l
 *     if this is the K-th since l was merged:  send u = base - l to the global server
 *     x = l;  H_w local steps, H_w = ceil(v_w / max v * H)
 *   on arrival of u at the global server:
 *     G = DelayedNesterov(G, u)                              eta_g, mu_g, N_g
 *     send G to that region
 *   on arrival of G at the server of a region:
 *     l = (1 - alpha) l + alpha G;  base = l
 * </pre>
 *
 * <p>A region goes on while its update is under way. What it does in this time is in no update: it stays with the region, as far as
 * alpha leaves it there.
 *
 * <p><b>Regions</b> are the groups of the federation that are directly in its root, with all who are in them. Clients that are
 * directly in the root are a region too, whose server is the global one's neighbour: nothing travels between the two. With these
 * alone, alpha = K = eta_g = N_g = 1 and mu_g = 0 it is {@link AsyncLocalSgd}.
 *
 * <p><b>Steps.</b> A step of the method is one arrival at any server. For the arrivals of workers that come to the {@code steps} of
 * all it makes two more for every K of them whose region has a server of its own. Where links between regions are slow there are
 * fewer of these, and a little more is trained.
 *
 * <p><b>Cost.</b> Two units an arrival of a worker, within its region; two more between regions, once in K arrivals of a region or
 * less often.
 *
 * <p><b>Defaults</b> are those of the authors' example for Pythia-70M (run_halos.sh in github.com/utnslab/halos), which was read; so
 * were the rules above, in its simulator. The paper itself was not read beyond its summary.
 */
public final class Halos implements ReactiveMethod {
    /** Settings of {@code halos}. */
    public record Settings(
            @JsonProperty(defaultValue = "8")
                    @JsonPropertyDescription("local steps H of the fastest worker between two of its exchanges")
                    long parameterPeriod,
            @JsonProperty(defaultValue = "0.2")
                    @JsonPropertyDescription(
                            "what a worker's arrival moves its region's model by, eta_l / N_l of the delayed Nesterov step")
                    double localLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("momentum mu_l of a region's server")
                    double localMomentum,
            @JsonProperty(defaultValue = "16")
                    @JsonPropertyDescription(
                            "arrivals N_l at a region's server from one change of its momentum to the next")
                    int localBuffer,
            @JsonProperty(defaultValue = "32")
                    @JsonPropertyDescription(
                            "arrivals K from the last merge on after which a region sends what it has come to")
                    int accumulation,
            @JsonProperty(defaultValue = "0.15")
                    @JsonPropertyDescription(
                            "what a region's arrival moves the global model by, eta_g / N_g of the delayed Nesterov step")
                    double globalLearningRate,
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("momentum mu_g of the global server")
                    double globalMomentum,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription(
                            "arrivals N_g at the global server from one change of its momentum to the next")
                    int globalBuffer,
            @JsonProperty(defaultValue = "0.25")
                    @JsonPropertyDescription("share alpha of the global model in a region's after a merge, 0 to 1")
                    double mergeWeight,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription(
                            "speed v of each worker, by which it takes the next whole number of v / largest v * H local steps; one for each worker, or none for H steps of all")
                    List<Double> speeds) {
        public Settings {
            Require.positive("localLearningRate", localLearningRate, 1e9);
            Require.decay("localMomentum", localMomentum);
            Require.atLeast("localBuffer", localBuffer, 1);
            Require.atLeast("accumulation", accumulation, 1);
            Require.positive("globalLearningRate", globalLearningRate, 1e9);
            Require.decay("globalMomentum", globalMomentum);
            Require.atLeast("globalBuffer", globalBuffer, 1);
            if (!(mergeWeight >= 0 && mergeWeight <= 1)) {
                throw new IllegalArgumentException("mergeWeight (" + mergeWeight + ") must lie in [0, 1].");
            }
            speeds = new Pace(parameterPeriod, speeds, RoundingMode.CEILING).speeds();
        }
    }

    /** Makes {@link Halos}. */
    @SuppressWarnings("rawtypes")
    @AutoService(DistributedMethodFactory.class)
    @Provides(
            id = "halos",
            description =
                    "A server in each region and a global one, each of which applies what arrives when it arrives.",
            source =
                    "Kim et al., \"HALoS: Hierarchical Asynchronous Local SGD over Slow Networks for Geo-Distributed Large "
                            + "Language Model Training\", arXiv 2506.04531, and its code, github.com/utnslab/halos.")
    public static final class Factory implements ReactiveFactory<Settings> {
        @Override
        public List<String> usualOptimizers() {
            return List.of("adamw");
        }

        @Override
        public boolean hasFederation() {
            return true;
        }

        @Override
        public Pace pace(Settings settings) {
            return new Pace(settings.parameterPeriod(), settings.speeds(), RoundingMode.CEILING);
        }

        @Override
        public long steps(Settings settings, long localSteps, int workers, @Nullable Federation federation) {
            long ofWorkers = ReactiveFactory.super.steps(settings, localSteps, workers, federation);
            return ofWorkers + betweenServers(settings, ofWorkers, federation);
        }

        @Override
        public long localSteps(Settings settings, long steps, int workers, @Nullable Federation federation) {
            return ReactiveFactory.super.localSteps(
                    settings, ofWorkers(settings, steps, federation), workers, federation);
        }

        /** Arrivals of workers in some arrivals at any server. */
        private static long ofWorkers(Settings settings, long steps, @Nullable Federation federation) {
            long below = 0;
            long above = steps + 1;
            while (above - below > 1) {
                long middle = (below + above) / 2;
                if (middle + betweenServers(settings, middle, federation) <= steps) {
                    below = middle;
                } else {
                    above = middle;
                }
            }
            return below;
        }

        /** Letters between servers, if all workers arrive equally often: two for every K arrivals of those with a server far away. */
        private static long betweenServers(Settings settings, long arrivals, @Nullable Federation federation) {
            if (federation == null) {
                return 0;
            }
            long far = (long) federation.clients() - federation.root().clients().size();
            return 2 * (arrivals * far / federation.clients() / settings.accumulation());
        }

        @Override
        public void requireLength(Settings settings, long steps, int workers, @Nullable Federation federation) {
            long arrivals = ofWorkers(settings, steps, federation);
            if (settings.accumulation() > arrivals) {
                throw new IllegalArgumentException("accumulation (" + settings.accumulation() + ") exceeds the "
                        + arrivals
                        + " arrivals of workers that the run comes to, so that no region ever sends anything to"
                        + " the global server: accumulation <= arrivals."
                        + "\nMaybe take a smaller accumulation, a shorter parameterPeriod or more steps.");
            }
        }

        @Override
        public ReactiveMethod reacting(Settings settings, Replicas replicas) {
            return new Halos(settings, replicas);
        }
    }

    /** Workers, and their server. */
    private static final class Region {
        private final String name;
        private final int server;
        private final ServerModel model;

        /** What the last merge left. */
        private final Tensor base;

        private long arrivals;
        private long merged;

        /** Whether the last arrival was the K-th since the last merge. */
        private boolean isDue;

        Region(String name, int server, ServerModel model, Replicas replicas) {
            this.name = name;
            this.server = server;
            this.model = model;
            base = replicas.newVectorOfInitialParameters();
        }
    }

    private final Settings settings;
    private final int workers;
    private final int globalServer;
    private final ServerModel global;
    private final List<Region> regions = new ArrayList<>();
    private final Region[] regionOf;

    /** Updates of regions that have come to the global server. */
    private long updates;

    Halos(Settings settings, Replicas replicas) {
        this.settings = settings;
        workers = replicas.workers();
        Federation federation = replicas.federation();
        Group root = federation.root();
        globalServer = federation.server(root);
        global = server(settings.globalLearningRate(), settings.globalMomentum(), settings.globalBuffer(), replicas);
        regionOf = new Region[workers];
        if (!root.clients().isEmpty()) {
            add(root.name(), globalServer, root.clients(), replicas);
        }
        for (Group group : root.groups()) {
            add(group.name(), federation.server(group), federation.everyone(group), replicas);
        }
    }

    private void add(String name, int rank, List<Integer> members, Replicas replicas) {
        ServerModel model =
                server(settings.localLearningRate(), settings.localMomentum(), settings.localBuffer(), replicas);
        Region region = new Region(name, rank, model, replicas);
        regions.add(region);
        members.forEach(worker -> regionOf[worker] = region);
    }

    private static ServerModel server(double ofEach, double momentum, int buffer, Replicas replicas) {
        return new ServerModel(new DelayedNesterov(ofEach * buffer, momentum, buffer, 0), replicas);
    }

    @Override
    public void begin(Workshop workshop) {
        for (int worker = 0; worker < workers; worker++) {
            haveTrain(worker, workshop);
        }
    }

    private void haveTrain(int worker, Workshop workshop) {
        Region region = regionOf[worker];
        workshop.haveTrain(worker, region.server, region.model.parameters());
    }

    @Override
    public void arrived(Arrival arrival, Workshop workshop) {
        int letter = arrival.letter();
        if (letter < workers) {
            hear(letter, arrival.vector(), workshop);
        } else if (isUpdate(letter)) {
            Region region = region(letter);
            global.step(arrival.vector(), updates);
            workshop.post(down(region), "global-model", global.parameters(), region.server);
        } else {
            merge(region(letter), arrival.vector());
        }
    }

    /** A worker's progress has come to its region. */
    private void hear(int worker, Tensor g, Workshop workshop) {
        Region region = regionOf[worker];
        region.model.step(g, region.arrivals);
        if (region.isDue) {
            Tensor update = region.base.sub(region.model.parameters());
            if (region.server == globalServer) {
                global.step(update, updates);
                merge(region, global.parameters());
            } else {
                workshop.post(up(region), "region-update", update, globalServer);
            }
        }
        haveTrain(worker, workshop);
    }

    private void merge(Region region, Tensor globalModel) {
        region.base.copyInPlace(region.model.parameters().lerpInPlace(globalModel, settings.mergeWeight()));
    }

    // Letters: behind the workers' each region's update, and behind these the global model to each region.

    private int up(Region region) {
        return workers + regions.indexOf(region);
    }

    private int down(Region region) {
        return up(region) + regions.size();
    }

    private boolean isUpdate(int letter) {
        return letter < workers + regions.size();
    }

    private Region region(int letter) {
        return regions.get((letter - workers) % regions.size());
    }

    @Override
    public List<Integer> senders() {
        List<Integer> senders = new ArrayList<>();
        regions.forEach(region -> senders.add(region.server));
        regions.forEach(region -> senders.add(globalServer));
        return senders;
    }

    @Override
    public List<Integer> answersTo(int letter) {
        if (letter < workers) {
            return answersToWorker(letter);
        }
        if (isUpdate(letter)) {
            updates++;
            return List.of(down(region(letter)));
        }
        region(letter).merged = region(letter).arrivals;
        return List.of();
    }

    private List<Integer> answersToWorker(int worker) {
        Region region = regionOf[worker];
        region.arrivals++;
        region.isDue = region.arrivals == region.merged + settings.accumulation();
        if (!region.isDue) {
            return List.of(worker);
        }
        if (region.server == globalServer) {
            updates++;
            region.merged = region.arrivals;
            return List.of(worker);
        }
        return List.of(up(region), worker);
    }

    @Override
    public Tensor parameters() {
        return global.parameters();
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(global.state());
        for (Region region : regions) {
            region.model.state().forEach((name, vector) -> state.put(region.name + "." + name, vector));
            state.put(region.name + ".base", region.base);
        }
        return state;
    }
}
