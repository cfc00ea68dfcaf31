/** Methods of a tree of federations whose nodes have models of their own. */
@NullMarked
package org.longhaul.training.method.federated;

import org.jspecify.annotations.NullMarked;
