package org.longhaul.training.participation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Clients that are there at their time of the day, as phones are that charge at night: client c in round r with probability
 * {@code share_c (1 + swing_c cos(2 pi (r / roundsPerDay + phase_c)))}, phase_c uniform and fixed for the run. swing_c is the swing,
 * or {@code 1 / share_c - 1} if that is less, with which the chance comes to 1 and is the share on average all the same. Of those
 * that are there at most so many are drawn; if none is, the one that was nearest to it takes part alone.
 */
public final class AvailableClients {
    /** When clients are there. */
    public record Settings(
            @JsonPropertyDescription("clients of a round at most; absent: all that are there") @Nullable
                    Integer clients,
            @JsonPropertyDescription(
                            "share of its time that a client is there on average, above 0, at most 1; default: that of"
                                    + " its profile, 0.3 without one")
                    @Nullable
                    Double share,
            @JsonProperty(defaultValue = "0.8")
                    @JsonPropertyDescription(
                            "how far a client's share swings over the day, 0 (never) to 1; less where it would exceed 1")
                    double swing,
            @JsonProperty(defaultValue = "24") @JsonPropertyDescription("rounds of a day, at least 1")
                    double roundsPerDay) {
        public Settings {
            if (clients != null) {
                Require.atLeast("clients", clients, 1);
            }
            if (share != null && !(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share (" + share + ") must lie in (0, 1].");
            }
            if (!(swing >= 0 && swing <= 1)) {
                throw new IllegalArgumentException("swing (" + swing + ") must lie in [0, 1].");
            }
            if (!(roundsPerDay >= 1 && roundsPerDay < 1e9)) {
                throw new IllegalArgumentException("roundsPerDay (" + roundsPerDay + ") must lie in [1, 1e9).");
            }
        }
    }

    /** Registers it. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(
            id = "availability",
            description = "The clients that are there at their time of the day, or at most so many of them.",
            source = "Bonawitz et al., \"Towards Federated Learning at Scale: System Design\", arXiv 1902.01046 "
                    + "(devices come and go with the day); the cosine is a simplification")
    public static final class Factory implements ParticipationFactory<Settings> {
        @Override
        public Population seen(Settings settings, Population population) {
            return population.ofPresence();
        }

        @Override
        public Participation create(Settings settings, Population population, long seed) {
            int clients = population.clients();
            Draws phases = new Draws(seed, "participation.phase");
            Draws presence = new Draws(seed, "participation.presence");
            Draws choice = new Draws(seed, "participation.choice");
            Integer stated = settings.clients();
            int most = stated == null ? clients : stated;
            return round -> {
                List<Integer> present = new ArrayList<>();
                int nearest = 0;
                double least = Double.POSITIVE_INFINITY;
                for (int client = 0; client < clients; client++) {
                    double turn = round / settings.roundsPerDay() + phases.uniform(0, client);
                    double share = share(settings, population, client);
                    double swing = Math.min(settings.swing(), 1 / share - 1);
                    double chance = share * (1 + swing * Math.cos(2 * Math.PI * turn));
                    double draw = presence.uniform(round, client);
                    if (draw < chance) {
                        present.add(client);
                    } else if (draw - chance < least) {
                        least = draw - chance;
                        nearest = client;
                    }
                }
                return present.isEmpty() ? List.of(nearest) : choice.some(present, most, round);
            };
        }
    }

    private static final double USUAL_SHARE = 0.3;

    private static double share(Settings settings, Population population, int client) {
        Double stated = settings.share();
        if (stated != null) {
            return stated;
        }
        return population.presence().isEmpty()
                ? USUAL_SHARE
                : population.presence().get(client);
    }

    private AvailableClients() {}
}
