package org.longhaul.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * @param folder the folder with what was trained; empty if it could not be
     * @param cause why it could not be; empty if it was
     */
    @SuppressWarnings("ArrayRecordComponent") // A message, which nobody compares.
    record Done(int number, byte[] folder, String cause) implements Serializable {}

    Done run() throws IOException {
        Path path = Files.createTempDirectory("longhaul-training-");
        try {
            FolderArchive.unpack(folder, path);
            TrainingFolder.train(path, device, threads, new RunControl(), new ProgressListener() {});
            return new Done(number, FolderArchive.of(path), "");
        } catch (RuntimeException | LinkageError e) {
            return new Done(number, new byte[0], TrainingFolder.cause(e));
        } finally {
            AtomicFiles.delete(path);
        }
    }
}
