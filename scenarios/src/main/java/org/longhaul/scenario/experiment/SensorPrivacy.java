package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.dataset.SensorExamples;
import org.longhaul.training.dataset.SensorLayout;
import org.longhaul.training.dataset.SyntheticGait;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.mutual.Mutual;
import org.longhaul.training.method.round.FederatedAveraging;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.GroupPartitioner;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.Accuracy;
import org.longhaul.training.task.MeasuredModel;

/**
 * Federated averaging, or mutual training, of a small classifier of generated activities whose data nobody may bring together
 * beyond some level.
 *
 * <pre>
 *   accuracy             of the general model on held-out windows: as all sensors saw them, or as the only one did
 *   own-wearable         mean accuracy of the clients of the worn sensor on their own held-out windows, by the model of the client
 *   own-radar            the same of the radar
 *   general-wearable     by the general model, where clients have another
 *   general-radar
 *   both-wearable        by the mean of the probabilities of both
 *   both-radar
 *   late-fusion          of the mean of the probabilities of the sensors' models, each of what its own sensor saw of the windows
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "sensor-privacy",
        description = "A small classifier of generated activities, whose data stay with persons, rooms or sensors.",
        source = "Iacob et al., arXiv 2305.12134, levels of privacy and mutual training; the scale is ours")
public final class SensorPrivacy implements Experiment<SensorPrivacy.Settings> {
    private static final int USERS = 7;
    private static final int ROOMS = 2;

    /** What a client is. */
    public enum Level {
        /** The only one: all data are in one place. */
        NONE,
        /** A person. */
        USER,
        /** A person in a room. */
        ENVIRONMENT,
        /** What one sensor saw of a person. */
        SENSOR
    }

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription(
                            "what a client is: none (all data in one place), user, environment (a user in a room) or sensor (one of a user)")
                    Level level,
            @Nullable @JsonPropertyDescription("the only sensor there is, wearable or radar; absent: both") String only,
            @JsonProperty(defaultValue = "pad-to-summed")
                    @JsonPropertyDescription("where the numbers of one sensor stand in the input")
                    SensorLayout layout,
            @JsonPropertyDescription("scope of mutual training; absent: federated averaging")
                    Mutual.@Nullable Scope mutual,
            @JsonProperty(defaultValue = "8") @JsonPropertyDescription("hidden units") int hidden,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("rounds that are trained") long rounds,
            @JsonProperty(defaultValue = "24") @JsonPropertyDescription("local steps of a round") long period,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("windows of a batch") int batch,
            @JsonProperty(defaultValue = "0.005") @JsonPropertyDescription("learning rate of AdamW, the clients'")
                    double learningRate) {
        public Settings {
            Require.atLeast("hidden", hidden, 1);
            Require.atLeast("rounds", rounds, 1);
            Require.period("period", period);
            Require.atLeast("batch", batch, 1);
            if (only != null && level == Level.SENSOR) {
                throw new IllegalArgumentException(
                        "only (" + only + ") leaves nothing apart, so level must not be sensor.");
            }
        }

        private String sensors() {
            return level == Level.SENSOR ? SensorExamples.APART : only == null ? SensorExamples.TOGETHER : only;
        }

        private int clients() {
            return switch (level) {
                case NONE -> 1;
                case USER -> USERS;
                case ENVIRONMENT -> USERS * ROOMS;
                case SENSOR -> USERS * 2;
            };
        }

        private List<String> groups() {
            return switch (level) {
                case NONE, USER -> List.of("user");
                case ENVIRONMENT -> List.of("user", "room");
                case SENSOR -> List.of("user", "sensor");
            };
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.period * settings.rounds;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        Examples examples = new SyntheticGait.Factory()
                .create(new SyntheticGait.Settings(
                        USERS, ROOMS, 1680, 840, settings.sensors(), settings.layout, 1, 1, seed));
        ExampleBatches batches = new ExampleBatches(
                examples,
                new GroupPartitioner.Factory().create(new GroupPartitioner.Settings(settings.groups())),
                settings.clients(),
                settings.batch,
                null,
                seed);
        try (TrainingSession session = session(settings, examples, batches, seed)) {
            for (long step = 1; step <= steps(settings); step++) {
                session.step();
                stepped.accept(step);
            }
            // Dropped, so that what is told below is of the end alone, which may tell the same figures.
            session.takeFigures();
            session.finish();
            return figures(session, batches);
        }
    }

    private TrainingSession session(Settings settings, Examples examples, ExampleBatches batches, long seed) {
        TrainingSessionBuilder session = TrainingSession.builder()
                .model(new Mlp(
                        new Mlp.Settings(List.of(settings.hidden)),
                        new ModelContext("gait", examples.shape(), settings.clients())))
                .batches(batches)
                .optimizer(new AdamW(), new AdamW.Settings(settings.learningRate, 0.9, 0.999, 1e-8, 0))
                .workers(settings.clients())
                .steps(steps(settings))
                .seed(seed);
        Mutual.Scope scope = settings.mutual;
        return scope == null
                ? session.method(
                                new FederatedAveraging(),
                                new FederatedAveraging.Settings(
                                        settings.period,
                                        MeanWeights.SAMPLES,
                                        RoundState.RESET,
                                        FederatedAveraging.Server.MEAN,
                                        1,
                                        0.9,
                                        0.99,
                                        1e-3,
                                        0,
                                        null,
                                        null,
                                        false))
                        .build()
                : session.method(
                                new Mutual(),
                                new Mutual.Settings(
                                        settings.period,
                                        scope,
                                        0.5,
                                        0.5,
                                        1,
                                        MeanWeights.SAMPLES,
                                        RoundState.RESET,
                                        FederatedAveraging.Server.MEAN,
                                        1,
                                        0.9,
                                        0.99,
                                        1e-3,
                                        null,
                                        null,
                                        settings.rounds + 1))
                        .build();
    }

    private static Map<String, Double> figures(TrainingSession session, ExampleBatches batches) {
        Map<String, Double> figures = new LinkedHashMap<>();
        MeasuredModel.Value accuracy = session.measureByClient().get(Accuracy.ID);
        figures.put("accuracy", accuracy.value());
        Map<Integer, Double> own = new LinkedHashMap<>();
        accuracy.clients().forEach(client -> own.put(client.worker(), client.value()));
        putMeans("own-", own, batches, figures);
        RoundFigures.Told told = session.takeFigures();
        putMeans("general-", told(Mutual.GENERAL_MODEL, told), batches, figures);
        putMeans("both-", told(Mutual.BOTH_MODELS, told), batches, figures);
        Double fused = told.ofRound().get(Mutual.LATE_FUSION);
        if (fused != null) {
            figures.put("late-fusion", fused);
        }
        return ImmutableMap.copyOf(figures);
    }

    private static Map<Integer, Double> told(String figure, RoundFigures.Told told) {
        Map<Integer, Double> values = new LinkedHashMap<>();
        told.ofClients().forEach((client, figures) -> {
            Double value = figures.get(figure);
            if (value != null) {
                values.put(client, value);
            }
        });
        return values;
    }

    private static void putMeans(
            String prefix, Map<Integer, Double> ofClients, ExampleBatches batches, Map<String, Double> figures) {
        for (int sensor = 0; sensor < batches.sensors().size(); sensor++) {
            int of = sensor;
            ofClients.entrySet().stream()
                    .filter(client -> batches.sensorOf(client.getKey()) == of)
                    .mapToDouble(Map.Entry::getValue)
                    .average()
                    .ifPresent(mean -> figures.put(prefix + batches.sensors().get(of), mean));
        }
    }
}
