package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * The bandwidth at which training computes for a given share of its time, by a simulation of single layers.
 *
 * <p>A step computes 3 L - 1 equal nodes: forward of L layers, then, from the last layer to the first, the gradient of its
 * activations (not for the first) and of its parameters. When the latter is done, what the layer has to exchange goes to one
 * link, first in, first out, without latency. The forward pass of the layer waits for it, {@code overlapSteps + 1} steps later.
 * Exchanged is every layer in every step (period 1), every layer in one step of a period, or the layers of one fragment after
 * another: layer l belongs to fragment l mod P, and fragment p leaves in step p floor(H / (P + 1)) of each period H.
 *
 * <p>Compute utilisation is compute over total time of a period in the steady state. The grid has 50 bandwidths from 0.1 to
 * 1000 Gbit/s, equally spaced by their logarithms; a figure is the last of these at which the share is still missed.
 *
 * <p><b>Differs from the source.</b> The source names the nodes and the grid's results, not the rules above: they are a reading
 * that meets 63 of the 75 cells of its table, and the others within one step of the grid.
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "compute-utilisation",
        description = "The bandwidth at which training computes for a given share of its time.",
        source = "Douillard et al., Streaming DiLoCo, arXiv 2501.18512, its simulator and Table 4")
public final class ComputeUtilisation implements Formula<ComputeUtilisation.Symbols> {
    private static final int BANDWIDTHS = 50;
    private static final int WARM_UP = 60;
    private static final Map<String, Double> SHARES = ImmutableMap.of(
            "gbits-at-50", 0.5, "gbits-at-80", 0.8, "gbits-at-90", 0.9, "gbits-at-95", 0.95, "gbits-at-99", 0.99);

    /** Symbols of {@code compute-utilisation}. */
    public record Symbols(
            @JsonPropertyDescription("parameters N") double parameters,
            @JsonPropertyDescription("layers L") int layers,
            @JsonPropertyDescription("compute of a step, seconds") double stepSeconds,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("bits of a parameter on the link") double bits,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription("replicas M, whose ring sends 2 (M - 1) / M models")
                    int replicas,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("steps H between two exchanges of a layer")
                    int period,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("fragments P, each exchanged at a time of its own")
                    int fragments,
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("steps that train on while an exchange travels")
                    int overlapSteps) {
        public Symbols {
            Require.positive("parameters", parameters, 1e15);
            Require.atLeast("layers", layers, 2);
            Require.positive("stepSeconds", stepSeconds, 1e9);
            Require.positive("bits", bits, 64);
            Require.atLeast("replicas", replicas, 2);
            Require.period("period", period);
            Require.count("fragments", fragments, layers);
            Require.notNegative("overlapSteps", overlapSteps, period);
        }

        /** Seconds that one layer takes on a link. */
        private double layerSeconds(double bitsPerSecond) {
            return parameters / layers * bits * 2 * (replicas - 1) / replicas / bitsPerSecond;
        }

        /** Whether a layer is exchanged after a step of the period. */
        private boolean leaves(int layer, int step) {
            return fragments == 1 ? step == period - 1 : step == layer % fragments * (period / (fragments + 1));
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double[] gigabits = new double[BANDWIDTHS];
        double[] utilisation = new double[BANDWIDTHS];
        for (int i = 0; i < BANDWIDTHS; i++) {
            gigabits[i] = Math.pow(10, -1 + 4.0 * i / (BANDWIDTHS - 1));
            utilisation[i] = utilisation(symbols, symbols.layerSeconds(gigabits[i] * 1e9));
        }
        Map<String, Double> figures = new HashMap<>();
        SHARES.forEach((name, share) -> figures.put(name, lastBelow(gigabits, utilisation, share)));
        return figures;
    }

    private static double lastBelow(double[] gigabits, double[] utilisation, double share) {
        double last = 0;
        for (int i = 0; i < BANDWIDTHS; i++) {
            if (utilisation[i] < share) {
                last = gigabits[i];
            }
        }
        return last;
    }

    /** Compute over total time of the steps that follow a warm-up, whole periods of both. */
    private static double utilisation(Symbols symbols, double layerSeconds) {
        int layers = symbols.layers();
        int periods = (WARM_UP + symbols.period() - 1) / symbols.period();
        int first = periods * symbols.period();
        double node = symbols.stepSeconds() / (3 * layers - 1);
        ArrayDeque<double[]> travelling = new ArrayDeque<>();
        for (int i = 0; i <= symbols.overlapSteps(); i++) {
            travelling.add(new double[layers]);
        }
        double now = 0;
        double free = 0;
        double begin = 0;
        for (int step = 0; step < 2 * first; step++) {
            if (step == first) {
                begin = now;
            }
            double[] arrived = travelling.remove();
            for (int layer = 0; layer < layers; layer++) {
                now = Math.max(now, arrived[layer]) + node;
            }
            double[] leaving = new double[layers];
            for (int layer = layers - 1; layer >= 0; layer--) {
                now += layer > 0 ? 2 * node : node;
                if (symbols.leaves(layer, step % symbols.period())) {
                    free = Math.max(free, now) + layerSeconds;
                    leaving[layer] = free;
                }
            }
            travelling.add(leaving);
        }
        return first * symbols.stepSeconds() / (now - begin);
    }
}
