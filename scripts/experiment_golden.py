"""Golden values of Tests/ExperimentsTests/StatisticsTests.swift, with scipy and numpy: python3 scripts/experiment_golden.py."""

import numpy as np, itertools
from scipy import stats
d=[0.021,-0.004,0.013,0.008,0.017,-0.002,0.011,0.005]
r=stats.permutation_test((d,),lambda x,axis=-1: np.mean(x,axis=axis),permutation_type='samples',n_resamples=np.inf)
print('perm p', r.pvalue)
for n in (9,13): 
    rng=np.random.default_rng(n); e=np.round(rng.normal(.01,.02,n),4).tolist()
    obs=abs(sum(e)); c=sum(abs(sum(s*x for s,x in zip(sg,e)))>=obs-1e-12 for sg in itertools.product((1,-1),repeat=n)); print(n,e,c/2**n)
# exact bootstrap for n=5
x=[0.02,-0.01,0.03,0.015,0.0]
m=np.sort([np.mean(t) for t in itertools.product(x,repeat=5)])
print('boot', np.quantile(m,[.025,.975]))
print('d8 sd', np.std(d,ddof=1), np.mean(d), (stats.t.ppf(.975,7)+stats.t.ppf(.8,7))*np.std(d,ddof=1)/8**.5)
for df,q in ((1,.975),(2,.975),(7,.8),(19,.975),(4,.01)): print(df,q,repr(stats.t.ppf(q,df)))
for df,t in ((3,1.5),(10,-2.2),(30,4.0)): print(df,t,repr(stats.t.cdf(t,df)))
p=[0.01,0.04,0.03,0.005,0.2]
order=np.argsort(p); m=len(p); adj=np.empty(m); run=0
for k,i in enumerate(order): run=max(run,min(1,p[i]*(m-k))); adj[i]=run
print('holm',adj.tolist())
