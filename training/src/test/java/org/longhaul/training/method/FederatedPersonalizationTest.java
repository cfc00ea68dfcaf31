package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.method.round.FederatedPersonalization;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.tensor.DType;

/** The last layers of a model stay with each client. */
class FederatedPersonalizationTest {
    private static final int CLIENTS = 4;
    private static final int PERIOD = 2;

    /** Both layers of client c walk c + 1 downhill; the validation loss is the first element, a client's own are both. */
    private static final FunctionModel MODEL = new FunctionModel(
                    3,
                    0,
                    (x, client, step) ->
                            client < 0 ? new double[] {1, 0, 0} : new double[] {client + 1, client + 1, client + 1})
            .heldOut((x, client, step) -> new double[] {1, 1, 0});

    @TempDir
    private Path directory;

    private final List<TrainingEvent> events = new ArrayList<>();

    private TrainingSessionBuilder described(int keyLayers) {
        return TrainingSession.builder()
                .model(MODEL)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1, 0, false, 0))
                .method(
                        new FederatedPersonalization(),
                        new FederatedPersonalization.Settings(
                                PERIOD, keyLayers, MeanWeights.SAMPLES, RoundState.RESET, null, null))
                .participation(new EveryClient.Factory(), new EveryClient.Settings())
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(CLIENTS)
                .steps(40)
                .listener(events::add);
    }

    private static void train(TrainingSession session, int steps) {
        for (int step = 0; step < steps; step++) {
            session.step();
        }
    }

    private static List<Double> ofClients(TrainingSession session) {
        List<Double> values = new ArrayList<>();
        session.measureByClient().values().get(0).clients().forEach(client -> values.add(client.value()));
        return values;
    }

    @Test
    void theFirstLayerIsAveragedAndTheLastIsEachClientsOwn() {
        try (TrainingSession session = described(1).build()) {
            train(session, 3 * PERIOD);
            double mean = -3.0 * PERIOD * 2.5;
            assertThat(session.measure().loss()).isCloseTo(mean, within(1e-12));
            List<Double> own = ofClients(session);
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(own.get(client)).isCloseTo(mean - 3.0 * PERIOD * (client + 1), within(1e-12));
            }
            assertThat(exchanges()).hasSize(6).allSatisfy(exchange -> {
                assertThat(exchange.elements()).isEqualTo(1);
                assertThat(exchange.payload()).extracting("group").containsExactly("first");
                assertThat(exchange.totalBytes()).isEqualTo(CLIENTS * 8);
            });
        }
    }

    @Test
    void whoKeepsAllLayersTrainsAlone() {
        for (int layers : new int[] {2, 3}) {
            try (TrainingSession session = described(layers).build()) {
                train(session, 3 * PERIOD + 1);
                session.finish();
                assertThat(exchanges()).isEmpty();
                assertThat(session.measure().loss()).isZero();
                assertThat(ofClients(session)).containsExactly(-14.0, -28.0, -42.0, -56.0);
            }
        }
    }

    /** A client that was away finds its own layers again; one that comes first has the initial ones. */
    @Test
    void ownLayersRestWhileAClientIsAway() {
        try (TrainingSession session = described(1)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(1, 1))
                .build()) {
            int[] rounds = new int[CLIENTS];
            for (int round = 0; round < 12; round++) {
                events.clear();
                train(session, PERIOD);
                rounds[exchanges().get(0).members().get(0)]++;
            }
            double server = session.measure().loss();
            List<Double> own = ofClients(session);
            for (int client = 0; client < CLIENTS; client++) {
                assertThat(own.get(client))
                        .isCloseTo(server - (double) rounds[client] * PERIOD * (client + 1), within(1e-9));
            }
        }
    }

    @Test
    void continuesFromACheckpointToTheSameBits() throws IOException {
        List<Double> expected;
        try (TrainingSession whole = some()) {
            train(whole, 16);
            expected = ofClients(whole);
        }
        for (int stop : new int[] {3, 4, 7}) {
            try (TrainingSession first = some();
                    TrainingSession second = some()) {
                train(first, stop);
                first.save(directory);
                second.restore(directory);
                train(second, 16 - stop);
                assertThat(ofClients(second)).isEqualTo(expected);
            }
        }
    }

    private TrainingSession some() {
        return described(1)
                .participation(new RandomClients.Factory(), new RandomClients.Settings(2, 1))
                .build();
    }

    private List<Exchange> exchanges() {
        return events.stream()
                .filter(TrainingEvent.Exchanged.class::isInstance)
                .map(event -> ((TrainingEvent.Exchanged) event).exchange())
                .toList();
    }

    /** Clients of 10, 20, 30 and 40 samples. */
    @Test
    void aClientCountsByItsSamplesUnlessToldOtherwise() {
        FunctionModel uneven = new FunctionModel(
                3, 0, (x, client, step) -> new double[] {client < 0 ? 1 : client + 1, 0, 0}, new long[] {10, 20, 30, 40
                });
        try (TrainingSession session = described(1).model(uneven).build()) {
            train(session, PERIOD);
            assertThat(session.measure().loss()).isCloseTo(-PERIOD * (1 + 4 + 9 + 16) / 10.0, within(1e-12));
        }
    }

    /** The first step of AdamW after a reset is the learning rate, along the gradient of that step alone. */
    @Test
    void optimizersBeginARoundAnew() {
        FunctionModel turning = new FunctionModel(3, 0, (x, client, step) ->
                        new double[] {1, client < 0 || step < 0 ? 0 : step < PERIOD ? 5 : -1, 0})
                .heldOut((x, client, step) -> new double[] {0, 1, 0});
        try (TrainingSession session = described(1)
                .model(turning)
                .optimizer(new AdamW(), new AdamW.Settings(1, 0.9, 0.99, 1e-12, 0))
                .build()) {
            train(session, PERIOD);
            assertThat(ofClients(session).get(2)).isCloseTo(-PERIOD, within(1e-9));
            train(session, PERIOD);
            assertThat(ofClients(session).get(2)).isCloseTo(0, within(1e-9));
        }
    }
}
