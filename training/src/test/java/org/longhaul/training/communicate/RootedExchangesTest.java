package org.longhaul.training.communicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Exchanges between a server and workers, and of parts of vectors. */
class RootedExchangesTest {
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Communicator communicator = new Communicator(this::hear, Casts.FP32);

    private void hear(TrainingEvent event) {
        if (event instanceof TrainingEvent.Exchanged exchanged) {
            exchanges.add(exchanged.exchange());
        }
    }

    /** A server, rank 3, and workers 0 and 2 of three; 1 + 2^-9 loses its last bit in bfloat16. */
    @Test
    void whatHasARootIsRoundedWhereItTravels() {
        TensorScope.run(() -> {
            double fine = 1 + Math.pow(2, -9);
            StateGroup some = group(new double[][] {{fine, 1}, {9, 9}, {3, 5}}).of(List.of(0, 2));
            StateGroup server = atServer(new double[] {0, 0});
            double[] weights = {3, 1, 1};
            communicator.reduceMean(some, server, Casts.BF16, Release.AFTER_BACKWARD, weights);
            assertThat(server.of(3).toDoubles()).containsExactly(1.5, 2);
            assertThat(some.of(0).toDoubles()).containsExactly(fine, 1);
            assertThat(exchanges.get(0))
                    .isEqualTo(new Exchange(
                            "state",
                            Exchange.Operation.REDUCE,
                            List.of(0, 2, 3),
                            3,
                            List.of(new GroupElements("first", 2)),
                            Casts.BF16,
                            List.of(4L),
                            Release.AFTER_BACKWARD));
            assertThat(exchanges.get(0).totalBytes()).isEqualTo(2 * 2 * 2);
            communicator.broadcast(atServer(new double[] {fine, 7}), some, Casts.BF16, Release.AFTER_BACKWARD);
            assertThat(some.of(2).toDoubles()).containsExactly(1, 7);
            // A root that is a worker keeps what it has.
            communicator.reduceMean(
                    group(new double[][] {{fine, 0}, {fine, 0}}),
                    some.of(List.of(0)),
                    Casts.BF16,
                    Release.AFTER_BACKWARD,
                    null);
            assertThat(some.of(0).toDoubles()).containsExactly(1 + Math.pow(2, -10), 0);
            assertThat(exchanges.get(2).members()).containsExactly(0, 1);
            assertThat(exchanges.get(2).totalBytes()).isEqualTo(2 * 2);
        });
    }

    @Test
    void partsAreGatheredAndScatteredEachForItself() {
        TensorScope.run(() -> {
            StateGroup group = group(new double[][] {{1, 2}, {3, 4}});
            List<Tensor> places = List.of(vector(0, 0), vector(0, 0));
            communicator.gather(group, 2, places, null, Release.AFTER_BACKWARD);
            assertThat(places.get(0).toDoubles()).containsExactly(1, 2);
            assertThat(places.get(1).toDoubles()).containsExactly(3, 4);
            communicator.scatter(2, List.of(vector(5, 6), vector(7, 8)), group, null, Release.AFTER_BACKWARD);
            assertThat(group.of(0).toDoubles()).containsExactly(5, 6);
            assertThat(group.of(1).toDoubles()).containsExactly(7, 8);
            assertThat(exchanges)
                    .extracting(Exchange::operation)
                    .containsExactly(Exchange.Operation.GATHER, Exchange.Operation.SCATTER);
            assertThat(exchanges).extracting(Exchange::totalBytes).containsOnly(16L);
        });
    }

    @Test
    void aPartOfAVectorTravelsAlone() {
        TensorScope.run(() -> {
            double[][] values = {new double[12], new double[12]};
            Arrays.fill(values[1], 2);
            StateGroup group = group(values);
            communicator.allReduceMean(group.part(8, 11), Casts.FP32);
            assertThat(group.of(0).toDoubles()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0);
            assertThat(exchanges.get(0).payload())
                    .containsExactly(new GroupElements("first", 1), new GroupElements("second", 2));
            assertThatIllegalArgumentException().isThrownBy(() -> group.part(12, 13));
        });
    }

    private static Tensor vector(double... values) {
        return Tensors.of(Device.CPU, values, values.length).to(DType.FLOAT64);
    }

    private static StateGroup atServer(double[] values) {
        return new StateGroup(
                "state",
                List.of(3),
                List.of(vector(values)),
                new Layout(
                        List.of(new ParameterSpec("a", List.of((long) values.length), "first", new Init.Constant(0)))));
    }

    private static StateGroup group(double[][] values) {
        int size = values[0].length;
        long second = size / 4;
        List<ParameterSpec> specs = new ArrayList<>();
        specs.add(new ParameterSpec("a", List.of(size - second), "first", new Init.Constant(0)));
        if (second > 0) {
            specs.add(new ParameterSpec("b", List.of(second), "second", new Init.Constant(0)));
        }
        List<Tensor> vectors = new ArrayList<>();
        for (double[] row : values) {
            vectors.add(Tensors.of(Device.CPU, row, size).to(DType.FLOAT64));
        }
        return new StateGroup("state", vectors, new Layout(specs));
    }
}
