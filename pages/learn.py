"""What a variational autoencoder is, in five short steps, each with something to do."""

import streamlit as st

st.title("How it works")
st.write("Five ideas, in the order in which a picture passes through the model. Each ends with something to try.")

st.subheader("1. The encoder turns a picture into a small cloud")
st.markdown(
    "It does not give one point but a Gaussian for each latent dimension: a **mean** and a **log-variance**. "
    "Points of the map are the means; pictures that look alike land close together."
)
st.latex(r"q(z|x) = \mathcal{N}\!\left(\mu(x),\ \mathrm{diag}\,\sigma^2(x)\right)")

st.subheader("2. A draw from the cloud, through which gradients pass")
st.markdown(
    "Noise comes from outside, so that the loss can be followed back to mean and variance: the reparameterisation trick."
)
st.latex(r"z = \mu + \sigma \odot \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, I)")

st.subheader("3. The decoder turns a point into a picture")
st.markdown(
    "It gives, for each pixel, a probability or a mean. Any point can be decoded, also one where no picture was put."
)
st.page_link("map.py", label="Drag between two digits and watch what lies between", icon=":material/explore:")

st.subheader("4. Two terms, in nats, that pull against each other")
st.markdown(
    "**Reconstruction** asks for pictures that can be told apart; the **KL** asks each cloud to look like the prior, "
    "N(0, I), and so charges for every nat of information the code carries. "
    "Their negative sum is the ELBO, a lower bound on log p(x)."
)
st.latex(r"-\mathrm{ELBO} = \underbrace{-\mathbb{E}_{q}\log p(x|z)}_{\text{reconstruction}} + "
         r"\underbrace{\mathrm{KL}\left(q(z|x)\,\|\,p(z)\right)}_{\text{KL}}")  # fmt: skip

st.subheader("5. Beta moves the balance")
st.markdown(
    "The objective is reconstruction + beta x KL. With beta 0 nothing shapes the space and the clouds drift apart; "
    "with a large beta the code is too dear and all pictures become the mean one."
)
columns = st.columns(3)
for column, beta, text in zip(columns, ("0", "1", "16"), ("no constraint", "the ELBO", "a dear code"), strict=True):
    column.page_link(
        "train.py",
        label=f"Train with beta {beta}: {text}",
        icon=":material/model_training:",
        query_params={"beta": beta},
    )
