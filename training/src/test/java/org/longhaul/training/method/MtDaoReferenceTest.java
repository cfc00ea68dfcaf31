package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.round.MtDao;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.QhAdamW;
import org.longhaul.training.tensor.DType;

/**
 * MT-DAO against the algorithm written out in plain Java: two momenta of different decay, weight and period, a second moment
 * and parameters of further periods, so that whoever mixes up steps, orders or periods is found out.
 */
class MtDaoReferenceTest {
    private static final int WORKERS = 3;
    private static final int SIZE = 2;
    private static final double RATE = 0.05;
    private static final double[] WEIGHTS = {0.3, 0.5};
    private static final double[] DECAYS = {0.8, 0.95};
    private static final double SECOND_DECAY = 0.9;
    private static final double EPSILON = 1e-3;
    private static final long[] MOMENTUM_PERIODS = {2, 5};
    private static final long SECOND_PERIOD = 3;
    private static final long PARAMETER_PERIOD = 7;

    private final double[][] x = new double[WORKERS][SIZE];
    private final double[][][] u = new double[2][WORKERS][SIZE];
    private final double[][] v = new double[WORKERS][SIZE];

    private static double gradient(double x, int worker, long step, int i) {
        return x - worker + Math.sin(1 + 3 * step + 5 * worker + i);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE_UPDATE, 0", "AFTER_UPDATE, 0", "BEFORE_UPDATE, 10", "AFTER_UPDATE, 9"})
    void followsTheAlgorithmStepByStep(Order order, int ddpSteps) {
        FunctionModel model = new FunctionModel(SIZE, 0, (at, worker, step) ->
                new double[] {gradient(at[0], worker, step, 0), gradient(at[1], worker, step, 1)});
        Optimizer optimizer = new QhAdamW.Factory()
                .create(new QhAdamW.Settings(
                        RATE,
                        List.of(WEIGHTS[0], WEIGHTS[1]),
                        List.of(DECAYS[0], DECAYS[1]),
                        SECOND_DECAY,
                        EPSILON,
                        0,
                        false,
                        0,
                        0.9,
                        1));
        MtDao.Settings settings = new MtDao.Settings(
                PARAMETER_PERIOD,
                List.of(MOMENTUM_PERIODS[0], MOMENTUM_PERIODS[1]),
                SECOND_PERIOD,
                ddpSteps,
                order,
                Casts.FP64,
                Casts.FP64,
                Casts.FP64);
        try (Workers workers = Workers.of(WORKERS, DType.FLOAT64, model, optimizer, new MtDao(), settings)) {
            for (int step = 0; step < 45; step++) {
                reference(step, order, ddpSteps);
                workers.run(1);
                for (int worker = 0; worker < WORKERS; worker++) {
                    assertThat(workers.x(worker)).as("step " + step).containsExactly(x[worker], within(1e-12));
                    List<double[]> states = workers.states(worker);
                    assertThat(states.get(0)).containsExactly(u[0][worker], within(1e-12));
                    assertThat(states.get(1)).containsExactly(u[1][worker], within(1e-12));
                    assertThat(states.get(2)).containsExactly(v[worker], within(1e-12));
                }
            }
        }
    }

    private void reference(int step, Order order, int ddpSteps) {
        double[][] g = new double[WORKERS][SIZE];
        for (int worker = 0; worker < WORKERS; worker++) {
            for (int i = 0; i < SIZE; i++) {
                g[worker][i] = gradient(x[worker][i], worker, step, i);
            }
        }
        if (step < ddpSteps) {
            average(g);
        } else if (order == Order.BEFORE_UPDATE && step > ddpSteps) {
            averageDue(step);
        }
        for (int worker = 0; worker < WORKERS; worker++) {
            for (int i = 0; i < SIZE; i++) {
                update(worker, i, g[worker][i]);
            }
        }
        if (step >= ddpSteps && order == Order.AFTER_UPDATE) {
            averageDue(step + 1);
        }
    }

    private void averageDue(long updates) {
        for (int j = 0; j < 2; j++) {
            if (updates % MOMENTUM_PERIODS[j] == 0) {
                average(u[j]);
            }
        }
        if (updates % SECOND_PERIOD == 0) {
            average(v);
        }
        if (updates % PARAMETER_PERIOD == 0) {
            average(x);
        }
    }

    private void update(int worker, int i, double g) {
        double direction = (1 - WEIGHTS[0] - WEIGHTS[1]) * g;
        for (int j = 0; j < 2; j++) {
            u[j][worker][i] = DECAYS[j] * u[j][worker][i] + (1 - DECAYS[j]) * g;
            direction += WEIGHTS[j] * u[j][worker][i];
        }
        v[worker][i] = SECOND_DECAY * v[worker][i] + (1 - SECOND_DECAY) * g * g;
        x[worker][i] -= RATE * direction / (Math.sqrt(v[worker][i]) + EPSILON);
    }

    private static void average(double[][] vectors) {
        for (int i = 0; i < SIZE; i++) {
            double sum = 0;
            for (double[] vector : vectors) {
                sum += vector[i];
            }
            for (double[] vector : vectors) {
                vector[i] = sum / WORKERS;
            }
        }
    }
}
