package org.longhaul.training.participation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/** Some clients, drawn anew each round without replacement; each set is as likely as another. */
public final class RandomClients {
    /** How many. */
    public record Settings(
            @JsonPropertyDescription("clients of a round; default: the share of all clients") @Nullable Integer clients,
            @JsonProperty(defaultValue = "0.1")
                    @JsonPropertyDescription(
                            "share C of the K clients, above 0, at most 1: max(C K, 1) of them, rounded; without clients only")
                    double share) {
        public Settings {
            if (clients != null) {
                Require.atLeast("clients", clients, 1);
            }
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share (" + share + ") must lie in (0, 1].");
            }
        }
    }

    /** Registers it. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(
            id = "random",
            description = "So many clients, or a share of all, drawn anew each round without replacement.",
            source = "McMahan et al., \"Communication-Efficient Learning of Deep Networks from Decentralized Data\", "
                    + "arXiv 1602.05629, Algorithm 1")
    public static final class Factory implements ParticipationFactory<Settings> {
        @Override
        public Participation create(Settings settings, Population population, long seed) {
            int clients = population.clients();
            int count = Draws.count(settings.clients(), settings.share(), clients);
            List<Integer> all = IntStream.range(0, clients).boxed().toList();
            Draws draws = new Draws(seed, "participation.random");
            return round -> draws.some(all, count, round);
        }
    }

    private RandomClients() {}
}
