/**
 * Text as training data: corpora, tokenizers, documents of tokens, and the batches that each worker draws from its own
 * part.
 *
 * <p>A package of its own because a corpus is read once and shared by all methods, whose batches are the same for one
 * seed. Users add a corpus or a tokenizer by a class with {@code @Provides}. Imports tasks and partitions.
 */
@NullMarked
package org.longhaul.training.data;

import org.jspecify.annotations.NullMarked;
