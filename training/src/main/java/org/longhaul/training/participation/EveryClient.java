package org.longhaul.training.participation;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.stream.IntStream;
import org.longhaul.extension.Provides;

/** Every client takes part in every round. */
public final class EveryClient {
    /** There are no settings. */
    public record Settings() {}

    /** Registers it. */
    @SuppressWarnings("rawtypes")
    @AutoService(ParticipationFactory.class)
    @Provides(id = "everyone", description = "Every client takes part in every round.")
    public static final class Factory implements ParticipationFactory<Settings> {
        @Override
        public Participation create(Settings settings, Population population, long seed) {
            return everyone(population.clients());
        }
    }

    private EveryClient() {}

    /** All of so many clients, always. */
    public static Participation everyone(int clients) {
        List<Integer> all = IntStream.range(0, clients).boxed().toList();
        return round -> all;
    }
}
