package org.longhaul.scenario.formula;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.fair.QFedAvg;
import org.longhaul.training.method.fair.TiltedAveraging;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.method.server.Aggregation;

/**
 * How far a server that follows losses goes towards each of two clients, {@code w = w + sum_k c_k (w_k - w)}, as the methods
 * themselves compute it.
 *
 * <pre>
 *   first, second  c_1, c_2 of q-FedAvg where q is stated, of TERM where t is
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Formula.class)
@Provides(
        id = "fair-weights",
        description = "How far a server that follows losses goes towards each of two clients.",
        source = "q-FedAvg, arXiv 1905.10497, Algorithm 2; TERM, arXiv 2007.01162")
public final class FairWeights implements Formula<FairWeights.Symbols> {
    /** Symbols of {@code fair-weights}. */
    public record Symbols(
            @JsonPropertyDescription("losses of both clients") List<Double> losses,
            @JsonPropertyDescription("squared distances of both clients' parameters from the server's")
                    List<Double> squaredDistances,
            @JsonProperty(defaultValue = "0.1") @JsonPropertyDescription("learning rate") double learningRate,
            @JsonPropertyDescription("q of q-FedAvg; this or t") @Nullable Double q,
            @JsonPropertyDescription("t of TERM; this or q") @Nullable Double t) {
        public Symbols {
            losses = List.copyOf(losses);
            squaredDistances = List.copyOf(squaredDistances);
            if (losses.size() != 2 || squaredDistances.size() != 2 || (q == null) == (t == null)) {
                throw new IllegalArgumentException(
                        "losses and squaredDistances must be of two clients, and one of q and t stated.");
            }
        }

        private Aggregation aggregation() {
            Round round = q != null
                    ? new QFedAvg().round(new QFedAvg.Settings(1, q, 0, RoundState.RESET, null, null, null))
                    : new TiltedAveraging()
                            .round(new TiltedAveraging.Settings(
                                    1,
                                    t == null ? 0 : t,
                                    TiltedAveraging.Form.NORMALISED,
                                    MeanWeights.EQUAL,
                                    0,
                                    RoundState.RESET,
                                    null,
                                    null,
                                    null));
            Aggregation found = round.aggregation();
            if (found == null) {
                throw new IllegalStateException("a fair method has an aggregation");
            }
            return found;
        }
    }

    @Override
    public Map<String, Double> figures(Symbols symbols) {
        double[] coefficients = symbols.aggregation()
                .coefficients(
                        new Aggregation.Clients(
                                array(symbols.losses()),
                                array(symbols.squaredDistances()),
                                new double[] {1, 1},
                                symbols.learningRate()),
                        new double[0]);
        return ImmutableMap.of("first", coefficients[0], "second", coefficients[1]);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
