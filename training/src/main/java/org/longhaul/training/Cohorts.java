package org.longhaul.training;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;
import org.longhaul.training.task.BatchSource;

/** Who takes part in the rounds of a session. */
final class Cohorts {
    private Cohorts() {}

    /**
     * As chosen.
     *
     * @param chosen null for everyone, always
     * @param population what is known of the clients; null where all are alike
     * @param data of each client
     */
    static Participation of(
            @Nullable Choice<ParticipationFactory<?>> chosen,
            @Nullable Population population,
            int workers,
            BatchSource data,
            long seed) {
        if (chosen == null) {
            return EveryClient.everyone(workers);
        }
        double[] samples = new double[workers];
        Arrays.setAll(samples, data::samples);
        Population clients = Objects.requireNonNullElseGet(population, () -> Population.alike(workers));
        return make(chosen.factory(), chosen.settings(), clients.withSamples(samples), seed);
    }

    private static <S extends Record> Participation make(
            ParticipationFactory<S> factory, Record settings, Population clients, long seed) {
        return factory.create(Choices.cast(factory, settings), clients, seed);
    }
}
