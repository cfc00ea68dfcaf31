package org.longhaul.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.data.DataException;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.PartitionerFactory;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.TensorScope;

class ExampleBatchesTest {
    /** Each example is its own number, so that batches show which they hold; a tenth is held out. */
    private record Numbers(int size, int classes, int writers) implements Examples {
        @Override
        public DataShape.Examples shape() {
            return new DataShape.Examples(List.of(1), classes);
        }

        @Override
        public boolean isHeldOut(int item) {
            return item % 10 == 9;
        }

        @Override
        public int label(int item) {
            return item / 10 % classes;
        }

        @Override
        public int groups() {
            return writers;
        }

        @Override
        public int group(int item) {
            return item / 100 % writers;
        }

        @Override
        public void copy(int item, float[] target, int at) {
            target[at] = item;
        }

        @Override
        public String identity() {
            return toString();
        }
    }

    private static final Numbers NUMBERS = new Numbers(4000, 10, 8);

    @Test
    void anEpochVisitsEveryExampleOfTheShareOnceAndNoOther() {
        ExampleBatches batches = new ExampleBatches(NUMBERS, partitioner("by-group"), 8, 5, null, 1);
        assertThat(batches.samples(3)).isEqualTo(450);
        Set<Integer> seen = new HashSet<>();
        for (int step = 0; step < 90; step++) {
            seen.addAll(items(batches, 3, step));
        }
        assertThat(seen).hasSize(450).allMatch(item -> NUMBERS.group(item) == 3 && !NUMBERS.isHeldOut(item));
        assertThat(items(batches, 3, 90)).isNotEqualTo(items(batches, 3, 0));
    }

    @Test
    void whatIsHeldOutOfAShareIsOfTheSameKindAndAllOfItIsTheValidationSet() {
        ExampleBatches batches = new ExampleBatches(NUMBERS, partitioner("by-group"), 8, 5, null, 1);
        Set<Integer> all = new HashSet<>();
        TensorScope.run(() -> {
            for (int worker = 0; worker < 8; worker++) {
                for (int i = 0; i < batches.heldOutBatches(worker); i++) {
                    for (float item :
                            batches.heldOut(worker, i, Device.CPU).inputs().toFloats()) {
                        assertThat(NUMBERS.group((int) item)).isEqualTo(worker);
                        all.add((int) item);
                    }
                }
            }
            Set<Integer> validation = new HashSet<>();
            for (int i = 0; i < batches.validationBatches(); i++) {
                Batch batch = batches.validation(i, Device.CPU);
                long[] classes = batch.targets().toLongs();
                float[] numbers = batch.inputs().toFloats();
                assertThat(batch.items()).isEqualTo(batch.rows()).isEqualTo(classes.length);
                for (int row = 0; row < classes.length; row++) {
                    assertThat(NUMBERS.label((int) numbers[row])).isEqualTo((int) classes[row]);
                    validation.add((int) numbers[row]);
                }
            }
            assertThat(validation).hasSize(400).isEqualTo(all);
        });
    }

    @Test
    void tenThousandClientsShareOneCopy() {
        Numbers many = new Numbers(200_000, 10, 10_000);
        ExampleBatches batches = new ExampleBatches(many, partitioner("iid"), 10_000, 5, 100, 1);
        long all = 0;
        for (int worker = 0; worker < 10_000; worker++) {
            all += batches.samples(worker);
        }
        assertThat(all).isEqualTo(180_000);
        // A batch larger than the share goes on into the next epoch.
        assertThat(items(new ExampleBatches(many, partitioner("iid"), 10_000, 50, 100, 1), 77, 0))
                .hasSize(50);
    }

    @Test
    void aShareWithoutExamplesAndTooLargeAValidationSetAreRefused() {
        assertThatThrownBy(() -> new ExampleBatches(NUMBERS, partitioner("by-group"), 9, 5, null, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("worker 8 has no example");
        assertThatThrownBy(() -> new ExampleBatches(NUMBERS, partitioner("iid"), 2, 5, 401, 1))
                .hasMessageContaining("validationSequences (401)")
                .hasMessageContaining("400");
    }

    @Test
    void identityFollowsEverythingThatChangesABatch() {
        ExampleBatches one = new ExampleBatches(NUMBERS, partitioner("dirichlet"), 4, 5, null, 1);
        assertThat(new ExampleBatches(NUMBERS, partitioner("dirichlet"), 4, 5, null, 1).identity())
                .isEqualTo(one.identity());
        assertThat(Set.of(
                        one.identity(),
                        new ExampleBatches(NUMBERS, partitioner("dirichlet"), 4, 6, null, 1).identity(),
                        new ExampleBatches(NUMBERS, partitioner("dirichlet"), 4, 5, null, 2).identity(),
                        new ExampleBatches(NUMBERS, partitioner("iid"), 4, 5, null, 1).identity(),
                        new ExampleBatches(new Numbers(4000, 10, 9), partitioner("iid"), 4, 5, null, 1).identity()))
                .hasSize(5);
    }

    private static List<Integer> items(ExampleBatches batches, int worker, long step) {
        List<Integer> items = new ArrayList<>();
        TensorScope.run(() -> {
            for (float item : batches.batch(worker, step, Device.CPU).inputs().toFloats()) {
                items.add((int) item);
            }
        });
        return items;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Partitioner partitioner(String id) {
        PartitionerFactory factory = org.longhaul.extension.Registry.<PartitionerFactory<?>>load(
                        "partition", PartitionerFactory.class)
                .get(id);
        return factory.create(DefaultSettings.of(factory));
    }

    @Test
    void theServerHasAsManyExamplesOfEachClassAndNoWorkerHasThem() {
        ExampleBatches batches = new ExampleBatches(NUMBERS, 43, partitioner("dirichlet"), 4, 5, null, 1);
        int[] ofClass = new int[10];
        Set<Integer> seen = new HashSet<>();
        for (int place = 0; place < batches.count(4); place++) {
            float[] number = new float[1];
            batches.copy(4, place, number, 0);
            assertThat(batches.label(4, place)).isEqualTo(NUMBERS.label((int) number[0]));
            assertThat(NUMBERS.isHeldOut((int) number[0])).isFalse();
            ofClass[batches.label(4, place)]++;
            seen.add((int) number[0]);
        }
        assertThat(ofClass).containsExactly(5, 5, 5, 4, 4, 4, 4, 4, 4, 4);
        assertThat(seen).hasSize(43);
        int dealt = 0;
        for (int worker = 0; worker < 4; worker++) {
            assertThat(batches.count(worker)).isEqualTo((int) batches.samples(worker));
            dealt += batches.count(worker);
            for (int place = 0; place < batches.count(worker); place++) {
                float[] number = new float[1];
                batches.copy(worker, place, number, 0);
                assertThat(seen).doesNotContain((int) number[0]);
            }
        }
        assertThat(dealt).isEqualTo(3600 - 43);
        assertThat(batches.identity())
                .isNotEqualTo(new ExampleBatches(NUMBERS, partitioner("dirichlet"), 4, 5, null, 1).identity());
    }

    @Test
    void aServerThatWantsMoreThanThereAreIsRefused() {
        assertThatThrownBy(() -> new ExampleBatches(NUMBERS, 3601, partitioner("iid"), 2, 5, null, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("labelled (3601) are 361 of class 0, of which there are 360");
        assertThatThrownBy(() -> new ExampleBatches(NUMBERS, 9, partitioner("iid"), 2, 5, null, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at least one for each of the 10 classes");
    }
}
