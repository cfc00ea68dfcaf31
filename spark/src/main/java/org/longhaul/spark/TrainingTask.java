package org.longhaul.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.study.sweep.TrainingFolder;
import org.longhaul.training.tensor.Device;

/**
 * One training.
 *
 * @param number which of the folders
 * @param folder the folder, packed
 * @param device where to train
 * @param threads cores that the task has
 */
@SuppressWarnings("ArrayRecordComponent") // A message, which nobody compares.
record TrainingTask(int number, byte[] folder, Device device, int threads) implements Serializable {

    /**
     * What came of it.
     *
     * @param steps that were trained
     * @param folder the folder with what was trained; empty if it could not be
     * @param cause why it could not be; empty if it was
     */
    @SuppressWarnings("ArrayRecordComponent") // A message, which nobody compares.
    record Done(int number, long steps, byte[] folder, String cause) implements Serializable {}

    Done run() throws IOException {
        Path path = Files.createTempDirectory("longhaul-training-");
        try {
            FolderArchive.unpack(folder, path);
            AtomicLong steps = new AtomicLong();
            TrainingFolder.train(path, device, threads, new RunControl(), new ProgressListener() {
                @Override
                public void stepped(long stepsDone, double loss, boolean trained) {
                    steps.set(stepsDone);
                }
            });
            return new Done(number, steps.get(), FolderArchive.of(path), "");
        } catch (RuntimeException | LinkageError e) {
            return new Done(number, 0, new byte[0], TrainingFolder.cause(e));
        } finally {
            AtomicFiles.delete(path);
        }
    }
}
