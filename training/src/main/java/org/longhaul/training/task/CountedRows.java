package org.longhaul.training.task;

import java.util.Arrays;
import java.util.List;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * How many rows there are, in place of the rows: for whoever follows what is exchanged without training. A worker has as many as a
 * batch; of each domain there are as many anchors as anybody may want.
 *
 * @param workers number of workers
 * @param batchRows rows of a training batch
 * @param domains names of the domains
 */
public record CountedRows(int workers, int batchRows, List<String> domains) implements RowPool {
    private static final int ANCHORS_OF_DOMAIN = 10_000;

    public CountedRows {
        domains = List.copyOf(domains);
    }

    @Override
    public int vocabulary() {
        return 1;
    }

    @Override
    public int trainingRows(int worker) {
        return batchRows;
    }

    @Override
    public Batch training(int worker, int[] rows, Device device) {
        Tensor nothing = Tensors.zeros(device, rows.length, 1);
        return new Batch(nothing, nothing, rows.length);
    }

    @Override
    public int[] domainsOfBatch(int worker, long step) {
        return new int[batchRows];
    }

    @Override
    public Batch batchOf(int worker, long step, int[] chosen, Device device) {
        return training(worker, new int[batchRows], device);
    }

    @Override
    public int[] domainsOfAnchors() {
        int[] domainOf = new int[domains.size() * ANCHORS_OF_DOMAIN];
        Arrays.setAll(domainOf, row -> row % domains.size());
        return domainOf;
    }

    @Override
    public Batch anchors(int[] rows, Device device) {
        return training(0, rows, device);
    }

    @Override
    public int[] domainsOfValidation() {
        return new int[0];
    }

    @Override
    public Batch validation(int[] rows, Device device) {
        return training(0, rows, device);
    }
}
