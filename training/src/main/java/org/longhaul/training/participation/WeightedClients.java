package org.longhaul.training.participation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Some clients, drawn anew each round without replacement, one after another, each time with a chance in proportion to what a
 * client counts for among those that are left (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006: the
 * smallest of -ln(u) / weight).
 */
public final class WeightedClients {
    private WeightedClients() {}

    /** How many clients, and how much more likely the large ones are. */
    public record Settings(
            @JsonPropertyDescription("clients of a round; default: the share of all clients") @Nullable Integer clients,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription(
                            "share of the clients, above 0, at most 1: at least one of them, rounded; without clients only")
                    double share,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "exponent of what a client counts for: 0 for all the same, large for the largest nearly always")
                    double power) {
        public Settings {
            if (clients != null) {
                Require.atLeast("clients", clients, 1);
            }
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share (" + share + ") must lie in (0, 1].");
            }
            Require.notNegative("power", power, 100);
        }
    }

    /** By how much data each has. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(
            id = "by-size",
            description = "So many clients, each with a chance in proportion to its number of training examples.",
            source = "Li et al., \"Federated Optimization in Heterogeneous Networks\" (FedProx), arXiv 1812.06127, "
                    + "Algorithm 2 (chance p_k = n_k / n); there with equal weights in the mean")
    public static final class BySize implements ParticipationFactory<Settings> {
        @Override
        public Participation create(Settings settings, Population population, long seed) {
            return drawn(settings, population, population::samples, new Draws(seed, "participation.size"));
        }
    }

    /** By how fast each computes. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(
            id = "by-speed",
            description = "So many clients, each with a chance in proportion to how fast it computes.",
            source =
                    "Longhaul's own; who is fast is preferred in Nishio and Yonetani, \"Client Selection for Federated "
                            + "Learning with Heterogeneous Resources in Mobile Edge\", arXiv 1804.08333, by another rule")
    public static final class BySpeed implements ParticipationFactory<Settings> {
        @Override
        public Participation create(Settings settings, Population population, long seed) {
            return drawn(settings, population, population::speed, new Draws(seed, "participation.speed"));
        }

        @Override
        public Population seen(Settings settings, Population population) {
            return population.ofSpeeds();
        }
    }

    private static Participation drawn(
            Settings settings, Population population, IntToDoubleFunction counts, Draws draws) {
        int count = Draws.count(settings.clients(), settings.share(), population.clients());
        double[] logarithms = new double[population.clients()];
        for (int client = 0; client < logarithms.length; client++) {
            logarithms[client] = settings.power() * Math.log(counts.applyAsDouble(client));
        }
        return round -> draws.weighted(logarithms, count, round);
    }
}
