/**
 * Data sets that are read from the files in which they are published: images, users' examples, movements, speech.
 *
 * <p>Beside {@code dataset}, which has what is drawn, because these know formats of files and nothing else. Each class is one
 * published data set, or one format that several have; the others here are what they share. Nobody comes in but through
 * {@code DatasetFactory}. Imports {@code dataset}, {@code data} for opening files and their faults, and {@code task}.
 *
 * <p>What all keep to: the official test split is what is held out; values are kept as the file has them (bytes as bytes) or
 * read when they are asked for; nothing is set aside by what a header states before as much has been read; a fault names the
 * file, the value found and the files that are expected.
 */
@NullMarked
package org.longhaul.training.dataset.file;

import org.jspecify.annotations.NullMarked;
