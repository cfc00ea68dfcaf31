package org.longhaul.training.communicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.extension.Registry;
import org.longhaul.training.codec.Cast;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Int8;
import org.longhaul.training.codec.Mask;
import org.longhaul.training.codec.OneBit;
import org.longhaul.training.codec.TopK;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class CommunicatorTest {
    /** How the contributions to each element may be added up by a collective. */
    private enum Summation {
        RING {
            @Override
            double sum(double[] contributions, int element) {
                // Reduce-scatter: the chunk of an element starts at one rank and goes once around.
                int ranks = contributions.length;
                double sum = contributions[element % ranks];
                for (int hop = 1; hop < ranks; hop++) {
                    sum = contributions[(element + hop) % ranks] + sum;
                }
                return sum;
            }
        },
        TREE {
            @Override
            double sum(double[] contributions, int element) {
                return pairwise(contributions, 0, contributions.length);
            }
        },
        HALVING_DOUBLING {
            @Override
            double sum(double[] contributions, int element) {
                // Each round adds the partial sums of the ranks half the group apart.
                double[] partial = contributions.clone();
                for (int half = partial.length / 2; half >= 1; half /= 2) {
                    for (int rank = 0; rank < half; rank++) {
                        partial[rank] += partial[rank + half];
                    }
                }
                return partial[0];
            }
        };

        abstract double sum(double[] contributions, int element);

        private static double pairwise(double[] values, int from, int to) {
            if (to - from == 1) {
                return values[from];
            }
            int middle = (from + to) / 2;
            return pairwise(values, from, middle) + pairwise(values, middle, to);
        }
    }

    private final EventCounts costs = new EventCounts();
    private final Communicator communicator = new Communicator(costs, Casts.FP32);

    @ParameterizedTest
    @EnumSource(Summation.class)
    void ringTreeAndHalvingDoublingGiveTheSameMean(Summation order) {
        TensorScope.run(() -> {
            for (int workers : new int[] {2, 4, 8, 16}) {
                double[][] values = numbers(workers, 101);
                double[] mean = mean(values, Casts.FP64);
                for (int i = 0; i < mean.length; i++) {
                    double[] contributions = column(values, i);
                    assertThat(order.sum(contributions, i) / workers).isCloseTo(mean[i], within(1e-14));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Summation.class)
    void onIntegersTheMeanIsTheSameBitsInEveryOrder(Summation order) {
        TensorScope.run(() -> {
            double[][] values = numbers(8, 101);
            for (double[] row : values) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.rint(row[i] * 1e12);
                }
            }
            double[] mean = mean(values, Casts.FP64);
            for (int i = 0; i < mean.length; i++) {
                assertThat(order.sum(column(values, i), i) / 8).isEqualTo(mean[i]);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void everyWorkerReceivesTheSameBits(int workers) {
        TensorScope.run(() -> {
            for (Cast format : Casts.all()) {
                StateGroup group = group(numbers(workers, 33));
                communicator.allReduceMean(group, format);
                for (int worker = 1; worker < workers; worker++) {
                    assertThat(group.of(worker).contentEquals(group.of(0))).isTrue();
                }
            }
        });
    }

    /** 1 + 2^-9 needs nine fraction bits: bfloat16 (7) drops them, binary16 (10) keeps them. */
    @ParameterizedTest
    @CsvSource({"fp64, 1.001953125", "fp32, 1.001953125", "fp16, 1.001953125", "bf16, 1.0"})
    void contributionsAreRoundedToTheWireFormat(String id, double expected) {
        TensorScope.run(() -> {
            double value = 1 + Math.pow(2, -9);
            assertThat(mean(
                            new double[][] {{value, 0}, {value, 0}},
                            Registry.<Codec>load("codec", Codec.class).get(id)))
                    .containsExactly(expected, 0);
        });
    }

    /** 1 and 1 + 2^-7 are bfloat16 numbers, their mean is not: it comes back rounded to even. */
    @Test
    void theMeanTravelsBackInTheWireFormat() {
        TensorScope.run(() -> {
            double next = 1 + Math.pow(2, -7);
            assertThat(mean(new double[][] {{1, 1}, {next, next + Math.pow(2, -7)}}, Casts.BF16))
                    .containsExactly(1, next);
        });
    }

    @Test
    void reportsTheElementsOfEachGroupInForwardOrder() {
        TensorScope.run(() -> {
            communicator.allReduceMean(group(numbers(2, 12)), Casts.BF16, Release.DURING_BACKWARD, null);
            assertThat(costs.present()).containsExactly("state");
            assertThat(costs.elements()).isEqualTo(12);
            assertThat(costs.bytes()).isEqualTo(24);
            assertThat(group(numbers(2, 12)).payload())
                    .containsExactly(new GroupElements("first", 9), new GroupElements("second", 3));
        });
    }

    /** What is sent is rounded before it is weighted, as a receiver would do it. */
    @Test
    void aMeanMayBeWeighted() {
        TensorScope.run(() -> {
            StateGroup group = group(new double[][] {{1, 1}, {2, 3}, {5, 7}});
            communicator.allReduceMean(group, Casts.FP64, Release.AFTER_BACKWARD, new double[] {10, 30, 10});
            for (int worker = 0; worker < 3; worker++) {
                assertThat(group.of(worker).toDoubles()).containsExactly(new double[] {2.4, 3.4}, within(1e-15));
            }
            assertThat(costs.elements()).isEqualTo(2);
            double fine = 1 + Math.pow(2, -9);
            StateGroup rounded = group(new double[][] {{fine, 0}, {fine, 0}});
            communicator.allReduceMean(rounded, Casts.BF16, Release.AFTER_BACKWARD, new double[] {1, 3});
            assertThat(rounded.of(1).toDoubles()).containsExactly(1, 0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            communicator.allReduceMean(group, null, Release.AFTER_BACKWARD, new double[] {1, 0, 1}))
                    .withMessageContaining("weight of worker 1 (0.0)");
        });
    }

    @Test
    void anExchangeThatStatesNoFormatTakesTheUsualOne() {
        TensorScope.run(() -> {
            double fine = 1 + Math.pow(2, -9);
            for (Cast usual : Casts.all()) {
                EventCounts counted = new EventCounts();
                StateGroup group = group(new double[][] {{fine, 0}, {fine, 0}});
                new Communicator(counted, usual).allReduceMean(group, null);
                assertThat(group.of(0).toDoubles()[0])
                        .isEqualTo(
                                usual.type() == DType.BFLOAT16 || usual.type().bytes() == 1 ? 1 : fine);
                assertThat(counted.bytes()).isEqualTo(usual.bytes(2));
                new Communicator(counted, usual).allReduceMean(group, Casts.FP16);
                assertThat(counted.bytes()).isEqualTo(usual.bytes(2) + 4);
            }
        });
    }

    /** Each sends the larger of its two values; the mean has both, and nothing travels back. */
    @Test
    void sparseContributionsAreGatheredByAll() {
        TensorScope.run(() -> {
            List<Exchange> heard = new ArrayList<>();
            Communicator net = new Communicator(keeping(heard), Casts.FP32);
            StateGroup group = group(new double[][] {{4, 1}, {2, 6}});
            net.allReduceMean(group, new TopK(null, 1L, Casts.FP32));
            assertThat(group.of(0).toDoubles()).containsExactly(2, 3);
            assertThat(group.of(1).toDoubles()).containsExactly(2, 3);
            assertThat(heard).singleElement().satisfies(exchange -> {
                assertThat(exchange.operation()).isEqualTo(Exchange.Operation.ALL_GATHER);
                assertThat(exchange.sizes()).containsExactly(8L);
                assertThat(exchange.totalBytes()).isEqualTo(16);
                assertThat(exchange.bytes(20)).isEqualTo(80);
            });
        });
    }

    /** Bitmaps of a byte and one, two or no values of 4 bytes; charged for a model of eight times the length. */
    @Test
    void membersMayPayDifferently() {
        TensorScope.run(() -> {
            List<Exchange> heard = new ArrayList<>();
            Communicator net = new Communicator(keeping(heard), Casts.FP32);
            StateGroup group = group(new double[][] {{0, 3}, {6, 3}, {0, 0}});
            net.allReduceMean(group, new Mask());
            assertThat(group.of(2).toDoubles()).containsExactly(2, 2);
            assertThat(heard.get(0).sizes()).containsExactly(5L, 9L, 1L);
            assertThat(heard.get(0).totalBytes()).isEqualTo(15);
            assertThat(heard.get(0).bytes()).isEqualTo(5);
            assertThat(heard.get(0).totalBytes(16)).isEqualTo(120);
            // Rounded up for each member.
            assertThat(heard.get(0).totalBytes(3)).isEqualTo(8 + 14 + 2);
        });
    }

    /** What is owed reaches the mean one exchange later. */
    @Test
    void whatWasDroppedComesWithTheNextExchange() {
        TensorScope.run(() -> {
            Communicator net = new Communicator(costs, Casts.FP32);
            StateGroup owed = group(new double[][] {{0, 0}, {0, 0}});
            StateGroup group = group(new double[][] {{3, 1}, {3, 1}}).withErrorFeedback(owed);
            net.allReduceMean(group, new TopK(null, 1L, Casts.FP32));
            assertThat(group.of(1).toDoubles()).containsExactly(3, 0);
            assertThat(owed.of(0).toDoubles()).containsExactly(0, 1);
            StateGroup next = group(new double[][] {{0.5, 0}, {0.5, 0}}).withErrorFeedback(owed);
            net.allReduceMean(next, new TopK(null, 1L, Casts.FP32));
            assertThat(next.of(1).toDoubles()).containsExactly(0, 1);
            assertThat(owed.of(1).toDoubles()).containsExactly(0.5, 0);
        });
    }

    /** The mean of 127 and 126 steps of one is 126.5 of them; sent back it is 127 steps of a little less. */
    @Test
    void whatIsNotSparseIsEncodedOnItsWayBack() {
        TensorScope.run(() -> {
            StateGroup group = group(new double[][] {{127, 10.4}, {126, 10}});
            communicator.allReduceMean(group, new Int8());
            float step = 126.5f / 127;
            double[] mean = group.of(1).toDoubles();
            assertThat(mean[0]).isCloseTo(126.5, within(1e-4));
            assertThat(mean[1] / step).isCloseTo(Math.rint(mean[1] / step), within(1e-4));
            assertThat(costs.bytes()).isEqualTo(2 + 4);
        });
    }

    @Test
    void whatNeedsTheWholeVectorIsNotSentDuringTheBackwardPass() {
        TensorScope.run(() -> {
            List<Exchange> heard = new ArrayList<>();
            Communicator net = new Communicator(keeping(heard), Casts.FP32);
            for (Codec codec : List.of(Casts.BF16, new OneBit(), new OneBit(8L), new TopK())) {
                net.allReduceMean(group(numbers(2, 12)), codec, Release.DURING_BACKWARD, null);
            }
            assertThat(heard.stream().map(Exchange::release))
                    .containsExactly(
                            Release.DURING_BACKWARD,
                            Release.AFTER_BACKWARD,
                            Release.DURING_BACKWARD,
                            Release.AFTER_BACKWARD);
        });
    }

    private static TrainingListener keeping(List<Exchange> heard) {
        return event -> {
            if (event instanceof TrainingEvent.Exchanged exchanged) {
                heard.add(exchanged.exchange());
            }
        };
    }

    @Test
    void someWorkersMayExchangeAmongThemselves() {
        TensorScope.run(() -> {
            StateGroup group = group(new double[][] {{1, 1}, {2, 2}, {5, 5}});
            communicator.allReduceMean(group.of(List.of(0, 2)), Casts.FP32);
            assertThat(group.of(0).toDoubles()).containsExactly(3, 3);
            assertThat(group.of(1).toDoubles()).containsExactly(2, 2);
            assertThat(group.of(2).toDoubles()).containsExactly(3, 3);
        });
    }

    @Test
    void oneWorkerAloneKeepsItsBitsAndSendsNothing() {
        TensorScope.run(() -> {
            StateGroup group = group(new double[][] {{0.1, 0.2}});
            communicator.allReduceMean(group, Casts.BF16);
            assertThat(group.of(0).toDoubles()).containsExactly(0.1, 0.2);
            assertThat(costs.exchanges()).isZero();
        });
    }

    @Test
    void vectorsOfAnotherLengthAreRefused() {
        TensorScope.run(() -> assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateGroup(
                        "state",
                        List.of(Tensors.zeros(Device.CPU, 4), Tensors.zeros(Device.CPU, 3)),
                        new Layout(List.of(new ParameterSpec("a", List.of(4L), "first", new Init.Constant(0))))))
                .withMessageContaining("has 3 elements, but the layout has 4"));
    }

    private double[] mean(double[][] values, Codec format) {
        StateGroup group = group(values);
        communicator.allReduceMean(group, format);
        return group.of(0).toDoubles();
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

    private static double[] column(double[][] values, int index) {
        double[] column = new double[values.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[i][index];
        }
        return column;
    }

    private static double[][] numbers(int rows, int size) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(rows);
        double[][] numbers = new double[rows][size];
        for (double[] row : numbers) {
            for (int i = 0; i < size; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return numbers;
    }
}
