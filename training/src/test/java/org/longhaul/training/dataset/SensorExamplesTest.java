package org.longhaul.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.Registry;
import org.longhaul.training.partition.GroupPartitioner;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.PartitionerFactory;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

final class SensorExamplesTest {
    /** Window 5 as the first sensor, the second and both saw it. */
    private static float[][] seen(SensorLayout layout) {
        SensorExamples examples = new SensorExamples(new TwoSensors(), layout, SensorExamples.APART);
        int views = layout == SensorLayout.PAD_TO_MAX ? 2 : 3;
        float[][] seen = new float[views][examples.shape().elements() + 2];
        for (int view = 0; view < views; view++) {
            Arrays.fill(seen[view], -7);
            examples.copy(5 * 3 + view, seen[view], 1);
        }
        return seen;
    }

    @Test
    void eachSensorKeepsItsPlacesWhereLayoutConcatenates() {
        assertThat(seen(SensorLayout.PAD_CONCAT)).isDeepEqualTo(new float[][] {
            {-7, 511, 512, 513, 0, 0, -7}, {-7, 0, 0, 0, 521, 522, -7}, {-7, 511, 512, 513, 521, 522, -7}
        });
    }

    @Test
    void sensorsSharePlacesWhereTheyArePaddedToTheSum() {
        assertThat(seen(SensorLayout.PAD_TO_SUMMED)).isDeepEqualTo(new float[][] {
            {-7, 511, 512, 513, 0, 0, -7}, {-7, 521, 522, 0, 0, 0, -7}, {-7, 511, 512, 513, 521, 522, -7}
        });
    }

    @Test
    void inputIsAsLongAsTheLongestWhereTheyArePaddedToIt() {
        assertThat(seen(SensorLayout.PAD_TO_MAX))
                .isDeepEqualTo(new float[][] {{-7, 511, 512, 513, -7}, {-7, 521, 522, 0, -7}});
    }

    @Test
    void workersHaveWhatTheSettingSaysAndAllValidateOnTheFullInput() {
        SensorExamples apart = new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, SensorExamples.APART);
        SensorExamples together =
                new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, SensorExamples.TOGETHER);
        SensorExamples wifi = new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, "wifi");
        assertThat(IntStream.range(0, 96).filter(apart::isDealt)).hasSize(64).allMatch(i -> i % 3 < 2);
        assertThat(IntStream.range(0, 96).filter(together::isDealt)).hasSize(32).allMatch(i -> i % 3 == 2);
        assertThat(IntStream.range(0, 96).filter(wifi::isDealt)).hasSize(32).allMatch(i -> i % 3 == 1);
        for (SensorExamples each : List.of(apart, together)) {
            assertThat(IntStream.range(0, 96).filter(each::isValidated))
                    .hasSize(8)
                    .allMatch(i -> i % 3 == 2);
        }
        assertThat(IntStream.range(0, 96).filter(wifi::isValidated)).hasSize(8).allMatch(i -> i % 3 == 1);
    }

    @Test
    void batchesAreOfTheWorkersSensorAndTheValidationSetCanBeSeenByEach() {
        SensorExamples apart = new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, SensorExamples.APART);
        Partitioner bySensor = (items, chosen, workers, seed) ->
                Arrays.stream(chosen).map(apart::sensor).toArray();
        ExampleBatches batches = new ExampleBatches(apart, bySensor, 2, 4, null, 1);
        assertThat(batches.sensors()).containsExactly("radar", "wifi");
        assertThat(List.of(batches.sensorOf(0), batches.sensorOf(1))).containsExactly(0, 1);
        assertThat(batches.samples(1)).isEqualTo(24);
        TensorScope.run(() -> {
            assertThat(columns(batches.batch(1, 0, Device.CPU))).allMatch(row -> row[0] % 100 == 21 && row[2] == 0);
            assertThat(columns(batches.heldOut(0, 0, Device.CPU)))
                    .hasSize(8)
                    .allMatch(row -> row[0] % 100 == 11 && row[2] % 100 == 13 && row[3] == 0);
            Batch full = batches.validation(0, Device.CPU);
            Batch wifi = batches.validation(0, 1, Device.CPU);
            assertThat(columns(full)).allMatch(row -> row[2] % 100 == 13 && row[4] % 100 == 22);
            assertThat(columns(wifi)).allMatch(row -> row[1] % 100 == 22 && row[2] == 0);
            assertThat(wifi.targets().toLongs()).isEqualTo(full.targets().toLongs());
        });
    }

    /** Levels of privacy are partitions: a client is a user, a user in a room, or one sensor of a user. */
    @Test
    void clientsAreGroupsByAnyOfTheAttributes() {
        SensorExamples apart = new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, SensorExamples.APART);
        SensorExamples both = new SensorExamples(new TwoSensors(), SensorLayout.PAD_CONCAT, SensorExamples.TOGETHER);
        ExampleBatches batches = new ExampleBatches(apart, by("user", "sensor"), 4, 4, null, 1);
        for (int worker = 0; worker < 4; worker++) {
            assertThat(batches.sensorOf(worker)).isEqualTo(worker % 2);
            assertThat(batches.samples(worker)).isEqualTo(worker < 2 ? 16 : 8);
        }
        ExampleBatches rooms = new ExampleBatches(both, by("user", "room"), 4, 4, null, 1);
        assertThat(rooms.sensorOf(0)).isEqualTo(BatchSource.SEVERAL_SENSORS);
        assertThat(rooms.samples(0)).isEqualTo(8);
        assertThatThrownBy(() -> new ExampleBatches(both, by("sensr"), 2, 1, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("worker groups by 'sensr' cannot be formed: the data know user, room");
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Partitioner by(String... attributes) {
        PartitionerFactory factory = Registry.<PartitionerFactory<?>>load("partition", PartitionerFactory.class)
                .get("by-group");
        return factory.create(new GroupPartitioner.Settings(List.of(attributes)));
    }

    @Test
    void workerOfSeveralSensorsHasNoSensorOfItsOwn() {
        SensorExamples apart = new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_SUMMED, SensorExamples.APART);
        ExampleBatches batches =
                new ExampleBatches(apart, (items, chosen, workers, seed) -> new int[64], 1, 4, null, 1);
        assertThat(batches.sensorOf(0)).isEqualTo(BatchSource.SEVERAL_SENSORS);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new SensorExamples(new TwoSensors(), SensorLayout.PAD_CONCAT, "wify"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sensors (wify) must be one of together, apart, radar, wifi")
                .hasMessageContaining("wifi");
        assertThatThrownBy(() -> new SensorExamples(new TwoSensors(), SensorLayout.PAD_TO_MAX, SensorExamples.TOGETHER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pad-to-max");
    }

    private static List<float[]> columns(Batch batch) {
        double[] all = batch.inputs().toDoubles();
        int width = (int) batch.inputs().size(1);
        float[][] rows = new float[batch.rows()][width];
        for (int i = 0; i < all.length; i++) {
            rows[i / width][i % width] = (float) all[i];
        }
        return Arrays.asList(rows);
    }
}
