package org.longhaul.training.method.mutual;

import java.util.List;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensors;

/** Two examples of three numbers at a time, in three classes. Client c has c + 1 samples, of sensor c mod 2. */
final class TwoSensorBatches implements BatchSource {
    static final int ROWS = 2;
    static final int WIDTH = 3;
    static final int CLASSES = 3;

    static double[][] inputs(int client, long step) {
        double[][] inputs = new double[ROWS][WIDTH];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < WIDTH; i++) {
                inputs[row][i] = Math.sin(1 + 7 * step + 3 * client + 2 * row + i);
            }
        }
        return inputs;
    }

    static int label(int client, long step, int row) {
        return (int) ((step + client + row) % CLASSES);
    }

    @Override
    public Batch batch(int worker, long step, Device device) {
        double[] inputs = new double[ROWS * WIDTH];
        long[] labels = new long[ROWS];
        double[][] rows = inputs(worker, step);
        for (int row = 0; row < ROWS; row++) {
            System.arraycopy(rows[row], 0, inputs, row * WIDTH, WIDTH);
            labels[row] = label(worker, step, row);
        }
        return new Batch(Tensors.of(device, inputs, ROWS, WIDTH), Tensors.of(device, labels, ROWS), ROWS);
    }

    @Override
    public String identity() {
        return "two sensors";
    }

    @Override
    public long samples(int worker) {
        return worker + 1;
    }

    @Override
    public List<String> sensors() {
        return List.of("radar", "wifi");
    }

    @Override
    public int sensorOf(int worker) {
        return worker % 2;
    }

    @Override
    public int validationBatches() {
        return 2;
    }

    @Override
    public Batch validation(int index, Device device) {
        return batch(20, index, device);
    }

    @Override
    public Batch validation(int index, int sensor, Device device) {
        Batch full = validation(index, device);
        Batch seen = batch(21 + sensor, index, device);
        return new Batch(seen.inputs(), full.targets(), ROWS);
    }

    @Override
    public int heldOutBatches(int worker) {
        return 1;
    }

    @Override
    public Batch heldOut(int worker, int index, Device device) {
        return batch(worker, 1000, device);
    }

    @Override
    public long itemsPerBatch() {
        return ROWS;
    }
}
