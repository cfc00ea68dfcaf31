package org.longhaul.topology.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Random wide-area network: hosts spread evenly over a square, each pair joined with probability
 * {@code beta * exp(-d / (alpha * L))}, where d is their distance and L the square's diagonal.
 *
 * <p>A link's latency is its straight length x 1.5 at two thirds of the speed of light.
 *
 * <p><b>Differs from the source.</b> Parts that the draw leaves apart are joined by the shortest possible links, so that the
 * network is always connected.
 */
@SuppressWarnings("rawtypes")
@AutoService(TopologyBuilder.class)
@Provides(
        id = "waxman",
        description = "Random wide-area network in which near hosts are more likely to be joined.",
        source = "Waxman, \"Routing of multipoint connections\", IEEE J. Selected Areas in Communications 6(9), 1988")
public final class Waxman implements TopologyBuilder<Waxman.Settings> {
    private static final double NANOS_PER_KILOMETRE = 1.5 / (299_792.458 * 2 / 3) * 1e9;

    /**
     * Settings of a Waxman network.
     *
     * @param hosts number of hosts
     * @param alpha reach of links, as a share of the diagonal; more means more long links
     * @param beta density of links, in (0, 1]
     * @param sideKilometres side of the square
     * @param bandwidth of every link, per direction
     * @param seed of the draw
     */
    public record Settings(
            @JsonPropertyDescription("number of hosts") int hosts,
            @JsonProperty(defaultValue = "0.2")
                    @JsonPropertyDescription("reach of links as a share of the diagonal, in (0, 1]")
                    double alpha,
            @JsonProperty(defaultValue = "0.4") @JsonPropertyDescription("density of links, in (0, 1]") double beta,
            @JsonProperty(defaultValue = "3000") @JsonPropertyDescription("side of the square, kilometres, 1 to 20000")
                    double sideKilometres,
            @JsonPropertyDescription("bandwidth of every link, per direction") Bandwidth bandwidth,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of the draw") long seed) {
        /** Checks the ranges. */
        public Settings {
            BuilderLimits.range("hosts", hosts, 1, 5000);
            share("alpha", alpha);
            share("beta", beta);
            if (!(sideKilometres >= 1 && sideKilometres <= 20_000)) {
                throw new TopologyException(
                        "sideKilometres is " + PlainNumber.of(sideKilometres) + "; allowed: 1 to 20000");
            }
            BuilderLimits.positive("bandwidth", bandwidth);
        }

        private static void share(String name, double value) {
            if (!(value > 0 && value <= 1)) {
                throw new TopologyException(name + " is " + PlainNumber.of(value) + "; allowed: 0 < " + name + " <= 1");
            }
        }
    }

    /** For the service loader. */
    public Waxman() {}

    @Override
    public Topology create(Settings s) {
        return new Draw(s).topology();
    }

    /** One draw of hosts and links. */
    private static final class Draw {
        private final Settings settings;
        private final double[] x;
        private final double[] y;
        private final int[] part;
        private final Topology.Builder builder;

        Draw(Settings settings) {
            this.settings = settings;
            this.x = new double[settings.hosts];
            this.y = new double[settings.hosts];
            this.part = new int[settings.hosts];
            this.builder = Topology.builder("waxman-" + settings.hosts);
        }

        Topology topology() {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed);
            for (int h = 0; h < settings.hosts; h++) {
                x[h] = random.nextDouble() * settings.sideKilometres;
                y[h] = random.nextDouble() * settings.sideKilometres;
                part[h] = h;
                builder.node(Node.host("host" + h));
            }
            double reach = settings.alpha * settings.sideKilometres * Math.sqrt(2);
            for (int a = 0; a < settings.hosts; a++) {
                for (int b = a + 1; b < settings.hosts; b++) {
                    // Drawn for every pair, so that a pair's luck does not depend on the others' parameters.
                    if (random.nextDouble() < settings.beta * StrictMath.exp(-distance(a, b) / reach)) {
                        join(a, b);
                    }
                }
            }
            connect();
            return builder.note("latencies are those of the straight lengths x 1.5 at 2/3 of the speed of light")
                    .build();
        }

        private double distance(int a, int b) {
            return Math.hypot(x[a] - x[b], y[a] - y[b]);
        }

        private void join(int a, int b) {
            Duration latency = Duration.ofNanos(Math.round(distance(a, b) * NANOS_PER_KILOMETRE));
            builder.link(Link.of("host" + a + "--host" + b, "host" + a, "host" + b, settings.bandwidth, latency));
            int kept = part[a];
            int gone = part[b];
            for (int h = 0; kept != gone && h < part.length; h++) {
                part[h] = part[h] == gone ? kept : part[h];
            }
        }

        /** Joins the part of host 0 to the nearest host outside of it, until there is none. */
        private void connect() {
            boolean[] offered = new boolean[part.length];
            int[] nearest = new int[part.length];
            while (true) {
                for (int inside = 0; inside < part.length; inside++) {
                    if (part[inside] == part[0] && !offered[inside]) {
                        offered[inside] = true;
                        offer(nearest, inside);
                    }
                }
                int best = -1;
                for (int h = 0; h < part.length; h++) {
                    boolean outside = part[h] != part[0];
                    if (outside && (best < 0 || distance(h, nearest[h]) < distance(best, nearest[best]))) {
                        best = h;
                    }
                }
                if (best < 0) {
                    return;
                }
                join(nearest[best], best);
            }
        }

        /** Makes {@code inside} the nearest of every outsider to which it is nearer than the one so far, at first host 0. */
        private void offer(int[] nearest, int inside) {
            for (int h = 0; h < part.length; h++) {
                if (part[h] != part[0] && distance(h, inside) < distance(h, nearest[h])) {
                    nearest[h] = inside;
                }
            }
        }
    }
}
