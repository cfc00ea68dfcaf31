/** Corpora, tokenizers, the partition of a corpus over workers, and batches that are functions of (worker, step). */
@NullMarked
package org.longhaul.training.data;

import org.jspecify.annotations.NullMarked;
